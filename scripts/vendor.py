"""Fetch the pinned front-end packages and put the few files the portal serves under static/vendor/.

Run it by hand after changing a version: `python scripts/vendor.py` (needs npm and the registry). The result is
committed: nothing is fetched when the portal is installed, built or run. VENDOR.md says what the files are.

GOV.UK Frontend's own typeface, crest and crown may be used on gov.uk alone: none of them is kept.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
FONT = '"Inter Variable"'
SUBSETS = (
    "cyrillic-ext",
    "cyrillic",
    "latin-ext",
    "latin",
)  # Kazakh needs both Cyrillic ones, the tenge sign latin-ext

MIT = """\
The MIT License (MIT)

{notice}

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """A pinned npm package. `copy` takes the unpacked package and the directory its files go to."""

    name: str
    version: str
    integrity: str  # of the tarball, as npm states it
    licence: str
    directory: str
    changes: str
    copy: Callable[[Path, Path], None]


class TarballChanged(Exception):
    """The registry sent something else than what was reviewed."""


def copy_govuk(package: Path, to: Path) -> None:
    dist = package / "dist" / "govuk"
    (to / "govuk-frontend.min.css").write_text(rebrand((dist / "govuk-frontend.min.css").read_text()))
    (to / "govuk-frontend.min.js").write_text(without_source_map((dist / "govuk-frontend.min.js").read_text()))
    (to / "LICENSE.txt").write_text(
        MIT.format(notice="Copyright (C) 2017 Crown Copyright (Government Digital Service)")
    )


def rebrand(css: str) -> str:
    """The style sheet in our typeface, without the rules that draw a crest or a crown."""
    css = re.sub(r"/\*![^*]*\*/|@font-face\{[^}]*\}", "", css)
    css = css.replace("GDS Transport", FONT)
    css = re.sub(r"(?<=[{}])[^{}]*(?:crown|crest|logotype|copyright-logo)[^{}]*\{[^{}]*\}", "", css)
    return without_source_map(css)


def without_source_map(text: str) -> str:
    return re.sub(r"(?m)(?:/\*|//)# sourceMappingURL=.*$\n?", "", text)


def copy_inter(package: Path, to: Path) -> None:
    """The upright variable font: one file per subset, so that a page loads the alphabets it shows."""
    faces = dict(
        re.findall(
            r"/\* inter-([a-z-]+)-wght-normal \*/\n(@font-face \{.*?\n\})",
            (package / "index.css").read_text(),
            re.S,
        )
    )
    (to / "inter.css").write_text("\n\n".join(faces[subset] for subset in SUBSETS) + "\n")
    (to / "files").mkdir()
    for subset in SUBSETS:
        shutil.copy(package / "files" / f"inter-{subset}-wght-normal.woff2", to / "files")
    shutil.copy(package / "LICENSE", to / "LICENSE.txt")


def copy_ncalayer(package: Path, to: Path) -> None:
    shutil.copy(package / "ncalayer-client.js", to)
    shutil.copy(package / "LICENSE", to / "LICENSE.txt")


def copy_jsqr(package: Path, to: Path) -> None:
    shutil.copy(package / "dist" / "jsQR.js", to)
    shutil.copy(package / "LICENSE", to / "LICENSE.txt")


def copy_ed25519(package: Path, to: Path) -> None:
    shutil.copy(package / "index.js", to / "ed25519.js")
    shutil.copy(package / "LICENSE", to / "LICENSE.txt")


PACKAGES = (
    Package(
        name="govuk-frontend",
        version="6.6.0",
        integrity="sha512-xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
        licence="MIT",
        directory="govuk-frontend",
        changes="typeface replaced by Inter; rules for the crest, the crown and the GOV.UK logotype removed",
        copy=copy_govuk,
    ),
    Package(
        name="@fontsource-variable/inter",
        version="5.3.0",
        integrity="sha512-OupL48va4JNofb97w6NYeF9S7W/kHNKM0Er8Dem5nqi4jeOLrVJDoE8tZEpnMJmtkvNbB1EIPPwHcdkF6b1oUA==",
        licence="OFL-1.1",
        directory="inter",
        changes=f"subsets {', '.join(SUBSETS)} only",
        copy=copy_inter,
    ),
    Package(
        name="ncalayer-js-client",
        version="1.5.6",
        integrity="sha512-fAML3e+AA73coW/0J04rj9EOuoaQx2vdTGnEUaoN+ETe6Gik3zQ48wt2BCQev37/SwGenwcDV96Wwy2cHEUU9Q==",
        licence="MIT",
        directory="ncalayer-js-client",
        changes="none",
        copy=copy_ncalayer,
    ),
    Package(
        name="jsqr",
        version="1.4.0",
        integrity="sha512-dxLob7q65Xg2DvstYkRpkYtmKm2sPJ9oFhrhmudT1dZvNFFTlroai3AWSpLey/w5vMcLBXRgOJsbXpdN9HzU/A==",
        licence="Apache-2.0",
        directory="jsqr",
        changes="none",
        copy=copy_jsqr,
    ),
    Package(
        name="@noble/ed25519",
        version="2.3.0",
        integrity="sha512-M7dvXL2B92/M7dw9+gzuydL8qn/jiqNHaoR3Q+cb1q1GHV7uwE17WCyFMG+Y+TZb5izcaXk5TdJRrDUxHXL78A==",
        licence="MIT",
        directory="noble-ed25519",
        changes="none",
        copy=copy_ed25519,
    ),
)


def fetch(package: Package, into: Path) -> Path:
    """The directory of the unpacked package, once its tarball is the reviewed one."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into, check=True, capture_output=True, text=True,
    )  # fmt: skip
    tarball = into / done.stdout.strip().splitlines()[-1]
    digest = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise TarballChanged(f"{package.name}@{package.version}: sha512-{digest}")
    with tarfile.open(tarball) as archive:
        archive.extractall(into, filter="data")
    return into / "package"


def describe(packages: tuple[Package, ...]) -> str:
    lines = [
        "# Vendored front-end files",
        "",
        "Made by `scripts/vendor.py`. Change the version there and run it; never edit these files.",
    ]
    for package in packages:
        lines += [
            "",
            f"## {package.name} {package.version}",
            "",
            f"Licence: {package.licence}. Changes: {package.changes}.",
            "",
        ]
        lines += ["| file | sha256 |", "|---|---|"]
        for file in sorted((VENDOR / package.directory).rglob("*.*")):
            lines.append(f"| {file.relative_to(VENDOR)} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |")
    return "\n".join(lines) + "\n"


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    for package in PACKAGES:
        print(f"{package.name} {package.version}")
        to = VENDOR / package.directory
        to.mkdir(parents=True)
        with tempfile.TemporaryDirectory() as scratch:
            package.copy(fetch(package, Path(scratch)), to)
    (VENDOR / "VENDOR.md").write_text(describe(PACKAGES))


if __name__ == "__main__":
    main()
