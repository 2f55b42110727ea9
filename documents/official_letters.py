"""What an official letter says, whichever room writes it, and its PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from agencies.access import Authority, day_of
from agencies.models import Agency, Membership
from documents.letters import qr_code, render_letter
from documents.models import File, OfficialLetter


@dataclass(frozen=True)
class LetterWords:
    """What a letter says besides its text, all in its language.

    `rows`, label and value, stand below number, date and addressee. `ground` names what was decided by which article,
    `remedy` says where to complain of it.
    """

    title: str
    addressee: str
    rows: Sequence[tuple[str, str]] = ()
    ground: str = ""
    files: Sequence[File] = ()
    remedy: str = ""


def signature_of(by: Authority, agency: Agency, language: str, *, at: datetime) -> str:
    """Position and name of whoever signs (AI 11(14)); a deputy says so."""
    holder = by.acting.membership.user if by.acting else by.user
    held = Membership.objects.current(on=day_of(at)).filter(user=holder, agency=agency).order_by("pk").first()
    position = (held.position_kk if language == "kk" else held.position_ru) if held else ""
    name = f"{by.user} ({by.acting.ground})" if by.acting else str(by.user)
    return f"{position}, {name}" if position else name


def office_line(agency: Agency, language: str) -> str:
    """Where the office can be reached."""
    return f"{agency.address_in(language)} · {agency.phone} · {agency.email}"


def render_official(letter: OfficialLetter, words: LetterWords, *, at: datetime) -> bytes:
    """The PDF of a letter that has its number and signature; in its language and the agency's time."""
    with translation.override(letter.language), timezone.override(letter.agency.zone):
        return render_letter("letter", _data(letter, words), at=at)


def _data(letter: OfficialLetter, words: LetterWords) -> dict[str, Any]:
    agency = letter.agency
    url = settings.SITE_URL + letter.get_absolute_url()
    signed_on = date_format(timezone.localtime(letter.signed_at))
    rows = [(_("Number and date"), f"{letter.number}, {signed_on}"), (_("To"), words.addressee), *words.rows]
    return {
        "language": letter.language,
        "title": words.title,
        "agency": agency.name_in(letter.language),
        "address": office_line(agency, letter.language),
        "rows": [{"label": label, "value": value} for label, value in rows],
        "text": letter.text,
        "ground": words.ground,
        "files_words": _("Files"),
        "files": [{"name": file.name, "sha256": file.sha256} for file in words.files],
        "remedy": words.remedy,
        "signature": letter.signature,
        "url": url,
        "qr": qr_code(url),
        "qr_words": _("QR code of the address beside it"),
        "verify_words": _("Whether this letter is genuine, anybody can check here:"),
        "footer": f"{agency.name_in(letter.language)} · {letter.number}",
    }
