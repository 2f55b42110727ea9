"""Mailboxes of an agency, and what became of the mails in them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from agencies.access import require
from agencies.scoped_admin import ScopedAdmin, permissions, signed_in
from agencies.states import Permission
from documents.downloads import file_response
from inquiries.mailbox.server import check_connection
from inquiries.mailbox.services import NotRegistrable, register_mail, save_mailbox
from inquiries.models import Mailbox, MailItem


class MailboxForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The password goes in and never comes out."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Kept sealed and never shown. Empty: the old one stays."),
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if not password and self.instance.pk is None:
            raise forms.ValidationError(_("A new mailbox needs its password."))
        return password


@admin.register(Mailbox)
class MailboxAdmin(ScopedAdmin):
    view_permission = change_permission = Permission.EDIT_AGENCY
    form = MailboxForm
    list_display = ["username", "agency", "folder", "checked_at", "failing_since"]
    list_select_related = ["agency"]
    change_form_template = "admin/inquiries/mailbox.html"
    fields = [
        "agency",
        "host",
        "port",
        "security",
        "username",
        "password",
        "folder",
        "processed_folder",
        "since_on",
        "is_active",
        "checked_at",
        "failing_since",
        "error",
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Mailbox | None = None) -> list[str]:
        states = ["checked_at", "failing_since", "error"]
        return ["agency", *states] if obj else states

    def get_urls(self) -> list[URLPattern]:
        check = self.admin_site.admin_view(require_POST(self.check_mailbox))
        return [path("<int:pk>/check/", check, name="inquiries_mailbox_check"), *super().get_urls()]

    def check_mailbox(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Sign in and open the folder, now, as it is stored."""
        mailbox = get_object_or_404(self.get_queryset(request), pk=pk)
        problem = check_connection(mailbox)
        if problem:
            messages.error(request, _("The mailbox cannot be read: %(problem)s") % {"problem": problem})
        else:
            messages.success(request, _("The mailbox can be read."))
        return redirect("admin:inquiries_mailbox_change", pk)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        save_mailbox(mailbox=obj, password=form.cleaned_data["password"], by=signed_in(request), at=timezone.now())


@admin.register(MailItem)
class MailItemAdmin(ScopedAdmin):
    """Mails are written by the poller alone; an officer registers what was kept aside."""

    view_permission = Permission.VIEW_INQUIRIES
    agency_path = "mailbox__agency"
    list_display = ["title", "sender", "received_at", "kind", "reason", "case"]
    list_filter = ["kind", "reason"]
    list_select_related = ["mailbox", "inquiry__agency"]
    search_fields = ["sender", "subject", "message_id"]
    actions = ["register"]
    fields = ["mailbox", "title", "sender", "received_at", "kind", "reason", "case", "message_id", "mail"]

    @admin.display(description=gettext_lazy("subject"))
    def title(self, item: MailItem) -> str:
        return str(item)

    @admin.display(description=gettext_lazy("inquiry"))
    def case(self, item: MailItem) -> str:
        if item.inquiry is None:
            return ""
        url = reverse("admin:inquiries_case", args=[item.inquiry.agency.slug, item.inquiry.number])
        return format_html('<a href="{}">{}</a>', url, item.inquiry)

    @admin.display(description=gettext_lazy("the mail itself"))
    def mail(self, item: MailItem) -> str:
        if item.raw is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:inquiries_mailitem_raw", args=[item.pk]), item.raw)

    def get_urls(self) -> list[URLPattern]:
        raw = self.admin_site.admin_view(self.raw)
        return [path("<int:pk>/mail.eml", raw, name="inquiries_mailitem_raw"), *super().get_urls()]

    def raw(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The mail as it came, as a download."""
        at = timezone.now()
        found = self.get_queryset(request).select_related("raw__agency", "mailbox__agency")
        item = get_object_or_404(found, pk=pk, raw__isnull=False)
        authority = require(signed_in(request), Permission.VIEW_INQUIRIES, item.mailbox.agency, at=at)
        return file_response(item.raw, by=authority, at=at)

    def has_register_permission(self, request: HttpRequest) -> bool:
        return Permission.ANSWER_INQUIRIES in permissions(request)

    @admin.action(description=gettext_lazy("Register as an inquiry"), permissions=["register"])
    def register(self, request: HttpRequest, chosen: QuerySet[MailItem]) -> None:
        may = self.scope(request, Permission.ANSWER_INQUIRIES)
        items = list(chosen.filter(may).select_related("mailbox__agency"))
        registered = sum(self._was_registered(request, item) for item in items)
        words = ngettext("%(count)s mail was registered.", "%(count)s mails were registered.", registered)
        messages.success(request, words % {"count": registered})
        if registered < len(items):
            messages.warning(request, _("The others are inquiries already, or cannot be answered."))

    def _was_registered(self, request: HttpRequest, item: MailItem) -> bool:
        try:
            register_mail(item=item, by=signed_in(request), at=timezone.now())
        except NotRegistrable:
            return False
        return True
