"""A real IMAP server of our own: Debian's Dovecot, run from a directory that goes away with it."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from grp import getgrgid
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from pwd import getpwnam, getpwuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

from tests.ports import free_port

PROGRAM = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
PASSWORD = "korkem-tau-samal-7"
PATIENCE = 60  # seconds
_names = count(1)

CONFIGURATION = """
base_dir = {place}/run
state_dir = {place}/run
log_path = {place}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{place}/certificate.pem
ssl_key = <{place}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={place}/mail/%n
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass
class Dovecot:
    place: Path
    port: int
    tls_port: int

    @property
    def certificate(self) -> Path:
        """Of 127.0.0.1, signed by itself: trusted by whoever is told so."""
        return self.place / "certificate.pem"

    def account(self) -> "Account":
        """Somebody who has never had mail."""
        return Account(self, f"press-{next(_names)}@agency.example")


@dataclass(frozen=True)
class Account:
    server: Dovecot
    name: str

    @property
    def maildir(self) -> Path:
        return self.server.place / "mail" / self.name.partition("@")[0] / "Maildir"

    @contextmanager
    def client(self, folder: str = "INBOX") -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", port=self.server.port, ssl=False, timeout=PATIENCE) as client:
            client.normalise_times = False
            client.login(self.name, PASSWORD)
            if folder:
                client.select_folder(folder)
            yield client

    def arrive(self, *mails: bytes, at: datetime) -> None:
        """The server has these mails since `at`."""
        with self.client() as client:
            for mail in mails:
                client.append("INBOX", mail, msg_time=at)

    def flags(self, folder: str = "INBOX") -> dict[int, set[bytes]]:
        with self.client(folder) as client:
            found = client.fetch(client.search(), ["FLAGS"]) if client.search() else {}
            return {uid: set(facts[b"FLAGS"]) - {b"\\Recent"} for uid, facts in found.items()}

    def forget_numbers(self) -> None:
        """As after a restore from a backup: another UIDVALIDITY, and every mail has another number."""
        for file in self.maildir.glob("dovecot*"):
            file.unlink()
        numbers = self.maildir / "dovecot-uidlist"
        numbers.write_text("3 V77 N500\n")  # Dovecot's own would be the same within a second
        numbers.chmod(0o666)


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    place = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        server = Dovecot(place, free_port(), free_port())
        _write_certificate(server)
        configuration = _configure(server)
        process = subprocess.Popen([str(PROGRAM), "-F", "-c", str(configuration)])
        try:
            _wait_until_it_answers(server, process)
            yield server
        finally:
            process.terminate()
            process.wait()
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _configure(server: Dovecot) -> Path:
    """As root its processes are Debian's own users; as anybody else they are all ours."""
    is_root = os.geteuid() == 0
    me = getpwuid(os.geteuid()).pw_name
    owner = getpwnam("nobody") if is_root else getpwnam(me)
    mail = server.place / "mail"
    mail.mkdir()
    if is_root:
        server.place.chmod(0o755)
        shutil.chown(mail, owner.pw_uid, owner.pw_gid)
    words = CONFIGURATION.format(
        place=server.place,
        port=server.port,
        password=PASSWORD,
        tls_port=server.tls_port,
        internal="dovecot" if is_root else me,
        login="dovenull" if is_root else me,
        group="dovecot" if is_root else getgrgid(os.getegid()).gr_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
    )
    path = server.place / "dovecot.conf"
    path.write_text(words)
    return path


def _write_certificate(server: Dovecot) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    itself = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(itself, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    server.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = serialization.PrivateFormat.PKCS8
    words = key.private_bytes(serialization.Encoding.PEM, private, serialization.NoEncryption())
    (server.place / "key.pem").write_bytes(words)


def _wait_until_it_answers(server: Dovecot, process: "subprocess.Popen[bytes]") -> None:
    patience_ends = time.monotonic() + PATIENCE
    while not _answers(server.port):
        log = server.place / "log"
        said = log.read_text() if log.exists() else ""
        assert process.poll() is None, f"Dovecot has ended: {said}"
        assert time.monotonic() < patience_ends, f"Dovecot does not answer: {said}"
        time.sleep(0.02)


def _answers(port: int) -> bool:
    try:
        with IMAPClient("127.0.0.1", port=port, ssl=False, timeout=PATIENCE):
            return True
    except OSError:
        return False
