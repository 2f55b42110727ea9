"""Printing many cards: how, then one PDF made in the background."""

from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from accreditation.cards import Layout
from accreditation.cards.jobs import LIMIT, PRINT_CARDS
from accreditation.models import Card
from agencies.scoped_admin import ScopedAdmin, permissions, signed_in
from agencies.states import Permission
from documents.jobs.services import order_job


class PrintForm(forms.Form):
    """`key` marks the form, so that a second click orders nothing more."""

    layout = forms.ChoiceField(
        choices=Layout.choices, label=gettext_lazy("How"), widget=forms.RadioSelect, initial=Layout.SHEETS
    )
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class PrintsCards(ScopedAdmin):
    """A list of cards with the action that prints the chosen ones."""

    def has_print_permission(self, request: HttpRequest) -> bool:
        return Permission.REVIEW_ACCREDITATION in permissions(request)

    @admin.action(description=gettext_lazy("Print cards"), permissions=["print"])
    def print_cards(self, request: HttpRequest, chosen: QuerySet[Card]) -> HttpResponse | None:
        """Asks how, then orders one PDF of all that are good."""
        may = self.scope(request, Permission.REVIEW_ACCREDITATION)
        cards = list(chosen.filter(may).good().select_related("agency").order_by("pk")[: LIMIT + 1])  # type: ignore[attr-defined]
        if not cards:
            raise PermissionDenied
        if problem := _problem(cards):
            messages.error(request, problem)
            return None
        form = PrintForm(request.POST if "order" in request.POST else None)
        if not form.is_valid():
            return self._ask(request, cards, form)
        job = order_job(
            kind=PRINT_CARDS.code,
            key=form.cleaned_data["key"],
            agency=cards[0].agency,
            parameters={"cards": [card.pk for card in cards], "layout": form.cleaned_data["layout"]},
            language=get_language() or "kk",
            by=signed_in(request),
            at=timezone.now(),
        )
        return redirect(job)

    def _ask(self, request: HttpRequest, cards: list[Card], form: PrintForm) -> HttpResponse:
        words = ngettext("Print %(count)s card", "Print %(count)s cards", len(cards))
        context = {
            **self.admin_site.each_context(request),
            "title": words % {"count": len(cards)},
            "form": form,
            "cards": cards,
            "chooses_across": request.POST.get("select_across", "0"),
        }
        return TemplateResponse(request, "admin/accreditation/print_cards.html", context)


def _problem(cards: list[Card]) -> str:
    if len(cards) > LIMIT:
        return _("At most %(limit)s cards at once: choose fewer.") % {"limit": LIMIT}
    if len({card.agency_id for card in cards}) > 1:
        return _("Cards of one agency at a time: one file belongs to one agency.")
    return ""
