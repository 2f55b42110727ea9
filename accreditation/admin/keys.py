"""The keys that sign cards: replaced when it is time, distrusted when somebody else may have one."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accreditation.forms.intakes import MomentInput
from accreditation.models import Card, SigningKey
from accreditation.services.keys import KeyDistrusted, KeyRotated, NotYetLost, distrust_key, rotate_key
from accreditation.states import Revocation
from agencies.scoped_admin import ScopedAdmin, signed_in
from agencies.states import Permission

REFUSALS = {
    NotYetLost: gettext_lazy("Give a moment that has come, and after the key was made."),
    KeyDistrusted: gettext_lazy("Somebody was faster: this key is declared already."),
    KeyRotated: gettext_lazy("Somebody else made a new key at the same moment. Try again."),
}


class DistrustForm(forms.Form):
    since = forms.DateTimeField(
        label=gettext_lazy("Not trusted since"),
        widget=MomentInput,
        help_text=gettext_lazy("When it may have come into other hands. If nobody knows: when it was made."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands in the trail, and is sent to nobody."),
    )


@admin.register(SigningKey)
class SigningKeyAdmin(ScopedAdmin):
    """The private part is never shown."""

    view_permission = Permission.EDIT_AGENCY
    list_display = ["key_id", "agency", "created_at", "retired_at", "distrusted_from", "left"]
    list_select_related = ["agency"]
    fields = [
        *("agency", "key_id", "public_key", "created_at", "retired_at"),
        *("distrusted_from", "distrusted_at", "distrusted_by", "distrust_reason", "left", "reprint"),
    ]
    readonly_fields = ["left", "reprint"]
    actions = ["rotate", "distrust"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[SigningKey]:
        good = Count("cards", filter=Q(cards__revoked_at=None, cards__valid_until_on__gte=timezone.localdate()))
        keys: QuerySet[SigningKey] = super().get_queryset(request)
        return keys.annotate(good_cards=good)

    @admin.display(description=gettext_lazy("cards still good"))
    def left(self, key: SigningKey) -> int:
        """Of a key that is not trusted: those the sweep has still to sign anew."""
        count: int = key.good_cards  # type: ignore[attr-defined]  # annotated above
        return count

    @admin.display(description=gettext_lazy("to be printed again"))
    def reprint(self, key: SigningKey) -> str:
        """Cards of paper whose key was lost with this one."""
        count = Card.objects.to_reprint().filter(replaces__key=key).count()
        page = reverse("admin:accreditation_card_changelist", query={"reprint": "1"})
        words = ngettext("%(count)s card", "%(count)s cards", count) % {"count": count}
        return format_html('<a href="{}">{}</a>', page, words) if count else words

    @admin.action(description=gettext_lazy("Retire it and make a new key"), permissions=["view"])
    def rotate(self, request: HttpRequest, chosen: QuerySet[SigningKey]) -> None:
        """Once per agency, whichever of its keys was chosen."""
        agencies = {key.agency for key in chosen.filter(self.scope(request, Permission.EDIT_AGENCY))}
        for agency in sorted(agencies, key=lambda agency: agency.pk):
            try:
                key = rotate_key(agency=agency, by=signed_in(request), at=timezone.now())
            except KeyRotated:
                messages.warning(request, _("Somebody else made a new key at the same moment."))
            else:
                messages.success(
                    request,
                    _("Cards of %(agency)s are signed by key %(key)s from now on. Old cards stay good.")
                    % {"agency": agency, "key": key},
                )

    @admin.action(description=gettext_lazy("Declare it compromised"), permissions=["view"])
    def distrust(self, request: HttpRequest, chosen: QuerySet[SigningKey]) -> HttpResponse | None:
        """Asks since when and why, and says what will happen, of one key at a time."""
        keys = list(chosen.filter(self.scope(request, Permission.EDIT_AGENCY))[:2])
        if len(keys) != 1:
            messages.error(request, _("Choose one key."))
            return None
        key = keys[0]
        if key.distrusted_from:
            messages.error(request, REFUSALS[KeyDistrusted])
            return None
        with timezone.override(key.agency.zone):  # the moment is one of the agency's own clock
            form = DistrustForm(request.POST if "declare" in request.POST else None, initial={"since": timezone.now()})
            if form.is_valid() and self._distrusted(request, key, form):
                return None
            return TemplateResponse(request, "admin/accreditation/distrust_key.html", self._asked(request, key, form))

    def _asked(self, request: HttpRequest, key: SigningKey, form: DistrustForm) -> dict[str, Any]:
        title = _("Declare key %(key)s compromised") % {"key": key}
        return self.admin_site.each_context(request) | {"title": title, "key": key, "form": form}

    def _distrusted(self, request: HttpRequest, key: SigningKey, form: DistrustForm) -> bool:
        try:
            new = distrust_key(key=key, **form.cleaned_data, by=signed_in(request), at=timezone.now())
        except tuple(REFUSALS) as refusal:
            form.add_error(None, REFUSALS[type(refusal)])
            return False
        words = _("Nothing key %(old)s signed is trusted any more. Key %(new)s signs the cards in force anew.")
        messages.success(request, words % {"old": key, "new": new})
        return True


class ReprintFilter(admin.SimpleListFilter):
    """Cards of paper that lost their key."""

    title = gettext_lazy("printing")
    parameter_name = "reprint"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", _("to be printed again")), ("2", _("signed anew"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Card]) -> QuerySet[Card]:
        if self.value() == "1":
            return queryset.filter(pk__in=Card.objects.to_reprint())
        return queryset.filter(replaces__revocation=Revocation.KEY) if self.value() == "2" else queryset
