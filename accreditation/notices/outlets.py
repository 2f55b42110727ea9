"""About outlets: to who edits them, to who keeps the register, to who decides on their journalists."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accreditation.models import Accreditation, Application, Editor, Outlet
from accreditation.notices.kinds import DECISION, EDITOR, NEWS
from accreditation.states import HELD, OPEN
from agencies.access import people_with
from agencies.models import Agency, Membership, holding
from agencies.states import EVERYWHERE, Permission
from notifications.services import Recipient
from notifications.writing import Fact, News, write, write_to_staff

CHANGE = "admin:accreditation_outlet_change"
WHY_STAFF = _("You get this letter because you work on accreditation.")


def tell_editor(editor: Editor, reason: str, *, at: datetime) -> None:
    """What became of their claim to apply for the staff of the outlet."""
    heading = _("You may no longer apply for the staff of %(outlet)s")
    if editor.ended_at is None:
        heading = _("You may apply for the staff of %(outlet)s")
    elif editor.confirmed_at is None:
        heading = _("You were not confirmed as an editor of %(outlet)s")
    with translation.override(editor.user.language):
        url = reverse("home")
        news = News(
            heading,
            reason.replace("%", "%%"),
            {"outlet": editor.outlet.name},
            [Fact(_("Position"), editor.position)],
            _("Open the portal"),
            _("You get this letter because you asked to apply for the staff of this outlet."),
        )
    key = f"editor/{editor.pk}/{'ended' if editor.ended_at else 'confirmed'}"
    to, language = Recipient.of(editor.user), editor.user.language
    write(EDITOR, None, to, key, news, language=language, url=url, at=at)


def tell_editor_asked(editor: Editor, *, at: datetime) -> None:
    """Agencies that know the outlet; where none does, whoever keeps the installation."""
    outlet = editor.outlet
    facts = [Fact(_("From"), editor.user.full_name), Fact(_("Position"), editor.position)]
    news = News(
        _("%(name)s asks to apply for the staff of %(outlet)s"),
        _("Confirm or turn down the claim on the page of the outlet."),
        {"name": editor.user.full_name, "outlet": outlet.name},
        facts,
        why=WHY_STAFF,
    )
    agencies = list(_knowing(outlet))
    for agency in agencies:
        people = people_with(Permission.KEEP_OUTLETS, agency, at=at)
        key = f"editor-asked/{editor.pk}/{agency.pk}"
        write_to_staff(NEWS, agency, people, key, news, page=CHANGE, args=[outlet.pk], at=at)
    if not agencies:
        _write_to_owners(editor, news, at)


def _write_to_owners(editor: Editor, news: News, at: datetime) -> None:
    members = Membership.objects.filter(holding(at.date()), role__in=EVERYWHERE)
    for user in User.objects.filter(pk__in=members.values("user"), is_active=True):
        with translation.override(user.language):
            url = reverse(CHANGE, args=[editor.outlet_id])
        key = f"editor-asked/{editor.pk}/owner/{user.pk}"
        write(NEWS, None, Recipient.of(user), key, news, language=user.language, url=url, at=at)


def tell_outlet_stopped(outlet: Outlet, *, at: datetime) -> None:
    """Whoever decides, where journalists of the outlet are accredited or apply: suspending is theirs to decide."""
    for agency in _concerned(outlet):
        held = Accreditation.objects.held().filter(outlet=outlet, agency=agency).count()
        waiting = Application.objects.open().filter(outlet=outlet, agency=agency).count()
        news = News(
            _("A court has stopped the outlet %(outlet)s"),
            _("The official register says: %(status)s. Decide whether its accreditations are suspended."),
            {"outlet": outlet.name, "status": outlet.get_register_status_display()},
            [Fact(_("Accreditations"), held), Fact(_("Applications under review"), waiting)],
            why=WHY_STAFF,
        )
        people = people_with(Permission.DECIDE_ACCREDITATION, agency, at=at)
        key = f"outlet-stopped/{outlet.pk}/{outlet.register_checked_on}/{agency.pk}"
        write_to_staff(DECISION, agency, people, key, news, page=CHANGE, args=[outlet.pk], at=at)


def _knowing(outlet: Outlet) -> QuerySet[Agency]:
    return Agency.objects.filter(pk__in=Application.objects.filter(outlet=outlet).values("agency"))


def _concerned(outlet: Outlet) -> QuerySet[Agency]:
    held = Accreditation.objects.filter(outlet=outlet, state__in=HELD).values("agency")
    waiting = Application.objects.filter(outlet=outlet, state__in=OPEN).values("agency")
    return Agency.objects.filter(Q(pk__in=held) | Q(pk__in=waiting))
