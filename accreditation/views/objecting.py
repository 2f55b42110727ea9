"""What both pages of an objection share: the holder's, and that of whoever applies (APPC 73)."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accreditation.forms.holding import ObjectForm
from accreditation.models import Proceeding
from accreditation.services import ObjectionLate, ProceedingMoved, object_to_proceeding


def is_late(proceeding: Proceeding) -> bool:
    return proceeding.agency.local(timezone.now()).date() > proceeding.objection_until_on


def take_objection(request: HttpRequest, form: ObjectForm, proceeding: Proceeding, by: User | None) -> bool:
    """Whether it was taken; else the form says why not, and keeps what was typed."""
    if not form.is_valid():
        return False
    try:
        object_to_proceeding(proceeding=proceeding, **form.cleaned_data, by=by, at=timezone.now())
    except ObjectionLate:
        form.add_error(None, _("The days to object are over. You may still complain of the decision."))
    except ProceedingMoved:
        form.add_error(None, _("This is decided meanwhile. The letter says how to complain."))
    else:
        messages.success(request, _("The office has your objection. Whoever decides reads it."))
        return True
    return False
