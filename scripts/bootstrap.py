"""Make `.venv` from the lock and run a command inside it. Needs Python 3.11 and nothing else.

    python3 scripts/bootstrap.py pytest tests/kernel

A second run installs nothing: the stamp in `.venv` names the lock, the interpreter and the place it is for.
"""

import fcntl
import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements-dev.txt"
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMP = VENV / "made-from"
LOG = ROOT / "var" / "log" / "install.log"


def main() -> None:
    require_python()
    try:
        make_venv_once()
    except PermissionError as refused:
        give_up(f"{refused.filename} belongs to another user. Run as that user, or remove it.")
    if any(catalogues_to_compile()):
        subprocess.run([PYTHON, ROOT / "scripts" / "compile_catalogues.py"], check=True)
    run(sys.argv[1:])


def require_python() -> None:
    version = platform.python_version_tuple()
    if (int(version[0]), int(version[1])) < (3, 11):
        give_up(f"Python 3.11 or newer is needed, this is {'.'.join(version)}. Name it: PYTHON=python3.11")


def make_venv_once() -> None:
    """Two commands started at once wait for each other here."""
    VENV.mkdir(exist_ok=True)
    with (VENV / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if STAMP.is_file() and STAMP.read_text() == stamp() and works(PYTHON):
            return
        make_venv()
        STAMP.write_text(stamp())


def stamp() -> str:
    lock = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    return f"{lock}\n{sys.version_info.major}.{sys.version_info.minor}\n{VENV}\n"


def works(program: Path) -> bool:
    return program.exists() and subprocess.run([program, "-c", ""], check=False).returncode == 0


def make_venv() -> None:
    require_ensurepip()
    started = time.monotonic()
    say("Setting up Python (first run and after a changed lock, about a minute) …")
    LOG.parent.mkdir(parents=True, exist_ok=True)
    for old in VENV.iterdir():
        if old.name != "lock":
            shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()
    venv.create(VENV, with_pip=True, symlinks=True)
    install()
    say(f"Packages installed in {time.monotonic() - started:.0f} s.")


def require_ensurepip() -> None:
    """Debian's python3 comes without it."""
    if importlib.util.find_spec("ensurepip") is None:
        sudo = "" if os.geteuid() == 0 else "sudo "
        give_up(f"Python cannot make virtual environments here. Run: {sudo}apt-get install -y python3-venv")


def install() -> None:
    """With uv, which is quicker, where it works; else with pip, which every Python has."""
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]
    uv = [f"{BIN}/uv", "pip", "install", "--quiet", "--no-config", "--system-certs", "--require-hashes", "-r"]
    only_uv = VENV / "only-uv.txt"
    only_uv.write_text(locked("uv"))
    if succeeds(*pip, only_uv) and succeeds(*uv, LOCK):
        return
    say("Installing with pip instead of uv; this takes a little longer …")
    if not succeeds(*pip, LOCK):
        give_up(f"The packages could not be installed; {LOG.relative_to(ROOT)} says why.")


def locked(name: str) -> str:
    """The lines of the lock that pin one package."""
    found = re.search(rf"^{name}==(?:.*\\\n)*.*\n", LOCK.read_text(), re.MULTILINE)
    return found.group() if found else ""


def succeeds(*command: str | Path) -> bool:
    with LOG.open("a") as log:
        return subprocess.run(command, env=environment(), stdout=log, stderr=log, check=False).returncode == 0


def catalogues_to_compile() -> list[Path]:
    """The translations that are newer than their compiled form."""
    return [
        source
        for source in ROOT.glob("locale/**/*.po")
        if not (made := source.with_suffix(".mo")).exists() or made.stat().st_mtime < source.stat().st_mtime
    ]


# Of the caller's environment: foreign modules, and having every process compile two thousand modules anew.
LEFT_OUT = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}


def environment() -> dict[str, str]:
    """The caller's, with the virtual environment switched on."""
    env = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    return {**env, "VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{env.get('PATH', os.defpath)}"}


def run(command: list[str]) -> None:
    if command:
        env = environment()
        sys.stdout.flush()
        os.execvpe(shutil.which(command[0], path=env["PATH"]) or command[0], command, env)  # noqa: S606 - the caller's own command


def say(line: str) -> None:
    print(line, flush=True)


def give_up(sentence: str) -> NoReturn:
    sys.exit(sentence)


if __name__ == "__main__":
    main()
