"""Printing many cards, as long work."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accreditation.cards.printing import Layout, print_cards
from accreditation.models import Card
from agencies.states import Permission
from audit.services import record
from documents.jobs.kinds import CannotBeDone, JobKind, Product
from documents.jobs.models import Job
from documents.jobs.services import Progress

LIMIT = 5_000


def print_chosen(job: Job, progress: Progress) -> Product:
    """The good ones among the chosen, in the order of the holders' names; who was revoked meanwhile gets none."""
    cards = Card.objects.good().filter(agency=job.agency, pk__in=job.parameters["cards"])
    keys = list(cards.order_by("accreditation__full_name", "pk").values_list("pk", flat=True))
    if not keys:
        raise CannotBeDone(_("None of these cards is good any more."))
    content = print_cards(keys, Layout(job.parameters["layout"]), at=job.ordered_at, tell=progress)
    return Product(f"cards-{job.agency.slug}-{job.pk}.pdf", content, "application/pdf")


def record_printing(job: Job, at: datetime) -> None:
    Card.objects.good().filter(agency=job.agency, pk__in=job.parameters["cards"]).update(printed_at=at)
    record("card.printed", job, by=job.owner, at=at, agency=job.agency, after={"count": job.total})


PRINT_CARDS = JobKind(
    code="cards_print",
    title=gettext_lazy("Accreditation cards to print"),
    permission=Permission.REVIEW_ACCREDITATION,
    work=print_chosen,
    record=record_printing,
)
