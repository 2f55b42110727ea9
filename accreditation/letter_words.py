"""What official letters about accreditations say, in the active language; the letterhead and the remedy are added."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accreditation.models import Accreditation, Application, Proceeding, Zone
from accreditation.states import LetterKind, ProceedingAim


def holding_words(accreditation: Accreditation, kind: LetterKind, reason: str) -> str:
    """Of what happens to an accreditation that is held, and why."""
    words = {
        LetterKind.SUSPENSION: _("The accreditation of %(name)s for %(outlet)s is suspended."),
        LetterKind.RESUMPTION: _("The suspension of the accreditation of %(name)s for %(outlet)s has ended."),
        LetterKind.CHANGE: _("The accreditation of %(name)s now is for %(outlet)s. The former card is not valid."),
    }[kind]
    return _paragraphs(words % _named(accreditation), reason)


def proceeding_words(proceeding: Proceeding, kind: LetterKind) -> str:
    """Of each stage of a proceeding, in which a deprivation, a refusal or limits are intended (APPC 73, 74, 80)."""
    return {
        LetterKind.PRELIMINARY: _preliminary,
        LetterKind.HEARING: _hearing,
        LetterKind.DEPRIVATION: _deprivation,
        LetterKind.DROPPED: _dropped,
        LetterKind.RESTORATION: _restoration,
    }[kind](proceeding)


def consent_words(application: Application, reasons: str) -> str:
    """PD 8(7): erased, or (`reasons`) why the data must be kept."""
    if reasons:
        words = _(
            "You withdrew the consent to the processing of your data in application %(number)s. The data are kept:"
        )
    else:
        words = _(
            "You withdrew the consent to the processing of your data. The data of application %(number)s are erased."
        )
    return _paragraphs(words % {"number": application.number}, reasons)


def _preliminary(proceeding: Proceeding) -> str:
    dates = {
        "until": date_format(proceeding.objection_until_on),
        "from": date_format(proceeding.decidable_from_on),
    }
    intended = {
        ProceedingAim.DEPRIVATION: _("This body intends to deprive %(name)s of the accreditation for %(outlet)s."),
        ProceedingAim.REFUSAL: _("This body intends to refuse the accreditation of %(name)s for %(outlet)s."),
        ProceedingAim.LIMITATION: _("This body intends to accredit %(name)s for %(outlet)s with limits."),
    }[ProceedingAim(proceeding.aim)]
    return _paragraphs(
        intended % _named(proceeding.case),
        _ground(proceeding),
        _zones(proceeding),
        proceeding.facts,
        _breaches(proceeding),
        _(
            "You may object, and ask to be heard, until %(until)s. No decision is taken before %(from)s "
            "(Administrative Procedural and Process-Related Code, article 73)."
        )
        % dates,
    )


def _breaches(proceeding: Proceeding) -> str:
    return "\n".join(f"– {date_format(breach.on)}: {breach.what}" for breach in proceeding.breaches.all())


def _zones(proceeding: Proceeding) -> str:
    zones = Zone.objects.filter(agency=proceeding.agency, number__in=proceeding.zones).order_by("number")
    names = ", ".join(zone.name_in(proceeding.case.language) for zone in zones)
    return _("Zones: %(zones)s.") % {"zones": names} if names else ""


def _hearing(proceeding: Proceeding) -> str:
    when = proceeding.agency.local(proceeding.hearing_at) if proceeding.hearing_at else None
    invited = {
        ProceedingAim.DEPRIVATION: _(
            "You are invited to be heard on the intended deprivation of the accreditation for %(outlet)s."
        ),
        ProceedingAim.REFUSAL: _(
            "You are invited to be heard on the intended refusal of accreditation for %(outlet)s."
        ),
        ProceedingAim.LIMITATION: _(
            "You are invited to be heard on the intended limits of accreditation for %(outlet)s."
        ),
    }[ProceedingAim(proceeding.aim)]
    return _paragraphs(
        invited % _named(proceeding.case),
        _("When: %(when)s") % {"when": date_format(when, "DATETIME_FORMAT") if when else ""},
        _("Where: %(place)s") % {"place": proceeding.hearing_place},
        _("You may bring a representative and evidence. Minutes are written, and you may comment on them."),
    )


def _deprivation(proceeding: Proceeding) -> str:
    until = date_format(proceeding.deprived_until_on) if proceeding.deprived_until_on else ""
    return _paragraphs(
        _(
            "%(name)s is deprived of the accreditation for %(outlet)s until %(until)s. "
            "The deprivation then ends by itself."
        )
        % (_named(proceeding.held) | {"until": until}),
        _ground(proceeding),
        proceeding.decision,
        _("Your objection was considered.") if proceeding.objected_at else "",
        _("The card is not valid and must be given back."),
    )


def _dropped(proceeding: Proceeding) -> str:
    if proceeding.aim == ProceedingAim.DEPRIVATION:
        words = _("The accreditation of %(name)s for %(outlet)s stays in force: there will be no deprivation.")
    else:
        words = _("What was announced to %(name)s for %(outlet)s is not decided. The application is reviewed on.")
    return _paragraphs(words % _named(proceeding.case), proceeding.decision)


def _restoration(proceeding: Proceeding) -> str:
    return _paragraphs(
        _("The accreditation of %(name)s for %(outlet)s is restored.") % _named(proceeding.held),
        proceeding.appeal_result,
    )


def _ground(proceeding: Proceeding) -> str:
    return _("Ground: %(ground)s.") % {"ground": proceeding.get_ground_display()} if proceeding.ground else ""


def _named(about: Accreditation | Application) -> dict[str, str]:
    language = about.language if isinstance(about, Application) else about.application.language
    return {"name": about.full_name, "outlet": about.outlet.name_in(language)}


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part.strip() for part in parts if part.strip())
