"""Cards: issued and revoked by services, chosen and printed here."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accreditation.admin.keys import ReprintFilter
from accreditation.admin.printing import PrintsCards
from accreditation.cards.jobs import LIMIT
from accreditation.models import Card
from accreditation.services.cards import (
    CardExists,
    CardRevoked,
    NotHeld,
    card_status,
    reissue_card,
    report_lost,
    return_card,
)
from accreditation.verification import CARD_WORDS
from agencies.scoped_admin import permissions, signed_in
from agencies.states import Permission

Refusals = (CardExists, CardRevoked, NotHeld)


class GoodFilter(admin.SimpleListFilter):
    title = gettext_lazy("card")
    parameter_name = "good"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("not revoked")), ("0", pgettext("a card", "revoked"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        return queryset.filter(revoked_at__isnull=self.value() == "1") if self.value() else queryset


@admin.register(Card)
class CardAdmin(PrintsCards):
    """Issued and revoked by services alone."""

    view_permission = Permission.VIEW_ACCREDITATION
    list_display = ["number", "name", "outlet", "status", "valid_from_on", "valid_until_on", "revocation"]
    list_filter = [GoodFilter, ReprintFilter, "revocation"]
    list_select_related = ["agency", "key", "accreditation__outlet"]
    search_fields = ["number", "accreditation__full_name", "accreditation__application__number"]
    actions = ["print_cards", "report_lost", "reissue", "take_back"]
    list_max_show_all = LIMIT
    fields = [
        *("number", "name", "outlet", "status", "agency", "valid_from_on", "valid_until_on", "issued_at", "issued_by"),
        *("replaces", "printed_at", "revoked_at", "revocation", "page"),
    ]
    readonly_fields = ["name", "outlet", "status", "page"]

    @admin.display(description=gettext_lazy("full name"))
    def name(self, card: Card) -> str:
        return card.accreditation.full_name

    @admin.display(description=gettext_lazy("outlet"))
    def outlet(self, card: Card) -> str:
        return card.accreditation.outlet.name

    @admin.display(description=gettext_lazy("state"))
    def status(self, card: Card) -> str:
        return str(CARD_WORDS[card_status(card, card.agency.local(timezone.now()).date())])

    @admin.display(description=gettext_lazy("public page"))
    def page(self, card: Card) -> str:
        address = reverse("documents:verify", args=[card.code])
        return format_html('<a href="{}">{}</a>', address, address)

    def has_review_permission(self, request: HttpRequest) -> bool:
        return Permission.REVIEW_ACCREDITATION in permissions(request)

    @admin.action(description=gettext_lazy("Report lost: revoke at once"), permissions=["review"])
    def report_lost(self, request: HttpRequest, chosen: QuerySet[Card]) -> None:
        words = partial(ngettext, "%(count)s card was revoked.", "%(count)s cards were revoked.")
        self._each(request, chosen, report_lost, words)

    @admin.action(description=gettext_lazy("Issue a new card in its place"), permissions=["review"])
    def reissue(self, request: HttpRequest, chosen: QuerySet[Card]) -> None:
        words = partial(ngettext, "%(count)s new card was issued.", "%(count)s new cards were issued.")
        self._each(request, chosen, reissue_card, words)

    @admin.action(description=gettext_lazy("Given back by its holder"), permissions=["review"])
    def take_back(self, request: HttpRequest, chosen: QuerySet[Card]) -> None:
        words = partial(ngettext, "%(count)s card was taken back.", "%(count)s cards were taken back.")
        self._each(request, chosen, return_card, words)

    def _each(
        self, request: HttpRequest, chosen: QuerySet[Card], do: Callable[..., object], words: Callable[[int], str]
    ) -> None:
        cards = chosen.filter(self.scope(request, Permission.REVIEW_ACCREDITATION))
        known = cards.select_related("agency", "accreditation__application", "accreditation__outlet")
        done, refused = 0, 0
        for card in known:
            try:
                do(card=card, by=signed_in(request), at=timezone.now())
                done += 1
            except Refusals:
                refused += 1
        if done:
            messages.success(request, words(done) % {"count": done})
        if refused:
            messages.warning(request, _("Some were revoked or replaced already, or their accreditation is over."))
