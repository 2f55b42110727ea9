"""To the accredited of a body, each in the language of their application (MM 28(2))."""

from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accreditation.models import Accreditation, Notice
from accreditation.notices.kinds import TO_THE_ACCREDITED
from notifications.services import Recipient
from notifications.writing import Fact, News, write

WHY = _("You get this letter because you are accredited at this body; the law on mass media wants it (article 28(2)).")


def tell_accredited(notice: Notice, accreditation: Accreditation, *, at: datetime) -> None:
    application = accreditation.application
    to = Recipient(application.applicant, application.email, application.full_name)
    with translation.override(application.language):
        when = date_format(notice.agency.local(notice.happens_at), "DATETIME_FORMAT") if notice.happens_at else ""
        facts = [Fact(_("From"), notice.agency.name), Fact(_("When"), when)]
        news = News("%(subject)s", notice.text, {"subject": notice.subject}, facts, _("Read the notice"), WHY)
        url = reverse("accreditation:notice", args=[notice.pk])
    files = [(str(row.file.content.name), row.file.name) for row in notice.files.select_related("file")]
    key = f"notice/{notice.pk}/{application.email}"
    write(
        TO_THE_ACCREDITED,
        notice.agency,
        to,
        key,
        news,
        language=application.language,
        url=url,
        attachments=files,
        at=at,
    )
