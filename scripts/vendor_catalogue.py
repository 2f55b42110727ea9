"""Bring locale/vendor in step with the installed libraries: what they say to people and do not translate.

    python scripts/vendor_catalogue.py

Every gap gets an empty entry; what is translated stays, also where it replaces a library's own words; what no
library says any more goes. Run it after an upgrade and fill the empty entries: tests/test_catalogues.py holds
that none is left.
"""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "locale" / "vendor"
LANGUAGES = ("kk", "ru")
DOMAINS = ("django", "djangojs")

Key = tuple[str | None, str]
Entries = dict[Key, polib.POEntry]


@dataclass(frozen=True)
class Library:
    """`unseen`: sources whose words reach no page of ours: names of languages, pages we replace, unused parts."""

    package: str
    unseen: str = ""

    @property
    def home(self) -> Path:
        spec = find_spec(self.package)
        if spec is None or spec.origin is None:
            raise ModuleNotFoundError(self.package)
        return Path(spec.origin).parent

    def catalogue(self, language: str, domain: str) -> Path:
        return self.home / "locale" / language / "LC_MESSAGES" / domain


LIBRARIES = (
    Library("django.conf", "conf/ contrib/ views/csrf views/generic views/static views/templates"),
    Library("django.contrib.admin"),
    Library("django.contrib.auth"),
    Library("django.contrib.contenttypes"),
    Library("django.contrib.postgres"),
    Library(
        "allauth",
        "headless/ idp/ socialaccount/ usersessions/ "
        "templates/allauth templates/idp templates/openid templates/socialaccount templates/usersessions "
        "templates/account/confirm_ templates/account/phone templates/account/request_login_code "
        "templates/account/signup_by_passkey templates/account/email/login_code "
        "templates/account/email/password_reset_code templates/mfa/trust templates/mfa/webauthn/signup",
    ),
    Library("django_filters", "templates/"),
    Library("rest_framework"),
)


def main() -> None:
    for language in LANGUAGES:
        for domain in DOMAINS:
            path = path_of(language, domain)
            catalogue = brought_in_step(path, language, domain)
            gaps = len(catalogue.untranslated_entries())
            if len(catalogue):
                path.parent.mkdir(parents=True, exist_ok=True)
                catalogue.save(str(path))
            print(f"{path.relative_to(ROOT)}: {len(catalogue)} entries, {gaps} to translate")


def path_of(language: str, domain: str) -> Path:
    return VENDOR / language / "LC_MESSAGES" / f"{domain}.po"


def brought_in_step(path: Path, language: str, domain: str) -> polib.POFile:
    said = {key: entry for library in LIBRARIES for key, entry in seen(library, domain).items()}
    translated = {key for library in LIBRARIES for key in map(key_of, compiled(library, language, domain))}
    old = {key_of(entry): entry for entry in polib.pofile(str(path))} if path.exists() else {}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms(language),
    }
    for key in sorted(said, key=str):
        kept = key in old and old[key].translated()
        if kept or key not in translated:
            catalogue.append(with_words(said[key], old[key] if kept else None, language))
    return catalogue


def seen(library: Library, domain: str) -> Entries:
    """What the library says where people can see it."""
    source = source_of(library, "en", domain) or source_of(library, "ru", domain)
    return {key_of(entry): entry for entry in source if is_seen(entry, library)}


def is_seen(entry: polib.POEntry, library: Library) -> bool:
    """Not only in sources that are left out or in templates ours replace. No source named means seen."""
    sources = [source for source, _line in entry.occurrences]
    return not sources or any(
        not source.startswith(tuple(library.unseen.split())) and not (ROOT / source).is_file() for source in sources
    )


def source_of(library: Library, language: str, domain: str) -> list[polib.POEntry]:
    """Some libraries ship the source of their translations, some the compiled form alone."""
    source = library.catalogue(language, domain).with_suffix(".po")
    if source.exists():
        return [entry for entry in polib.pofile(str(source)) if not entry.obsolete]
    return compiled(library, language, domain)


def compiled(library: Library, language: str, domain: str) -> list[polib.MOEntry]:
    path = library.catalogue(language, domain).with_suffix(".mo")
    return list(polib.mofile(str(path))) if path.exists() else []


def with_words(said: polib.POEntry, old: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=said.msgctxt, msgid=said.msgid, msgid_plural=said.msgid_plural, flags=[*said.flags])
    if said.msgid_plural:
        entry.msgstr_plural = old.msgstr_plural if old else dict.fromkeys(range(forms(language)), "")
    else:
        entry.msgstr = old.msgstr if old else ""
    return entry


def plural_forms(language: str) -> str:
    """Django's own: catalogues with one rule for plurals become one table."""
    core = polib.mofile(str(Library("django.conf").catalogue(language, "django").with_suffix(".mo")))
    return str(core.metadata["Plural-Forms"])


def forms(language: str) -> int:
    return int(plural_forms(language).removeprefix("nplurals=").split(";")[0])


def key_of(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid


if __name__ == "__main__":
    main()
