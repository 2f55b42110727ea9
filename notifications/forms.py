"""What people choose about the messages they get."""

from urllib.parse import urlsplit

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from notifications.kinds import optional_kinds
from notifications.models import OptOut
from notifications.states import Channel


class MessagesForm(forms.Form):
    language = forms.ChoiceField(label=_("Write to me in"), choices=Language.choices, widget=forms.RadioSelect)
    wanted = forms.MultipleChoiceField(
        label=_("Also send me"),
        help_text=_("Messages the law requires always come."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: QueryDict | None, *, user: User) -> None:
        refused = set(OptOut.objects.filter(email=user.email.lower()).values_list("kind", flat=True))
        kinds = optional_kinds()
        wanted = [kind.code for kind in kinds if kind.code not in refused]
        super().__init__(data, initial={"language": user.language, "wanted": wanted})
        if kinds:
            self.fields["wanted"].choices = [(kind.code, kind.title) for kind in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["wanted"]


class TelegramForm(forms.Form):
    address = forms.CharField(
        label=_("Your Telegram number"),
        help_text=_("Digits only, not the telephone. Start a chat with our bot first, or it may not write to you."),
        validators=[RegexValidator(r"^-?\d{5,20}$", _("A Telegram number has digits only, for example 123456789."))],
    )


class WebhookForm(forms.Form):
    address = forms.URLField(
        label=_("Address of your system"),
        help_text=_("Begins with https://. We send a signed JSON message there."),
        max_length=500,
        assume_scheme="https",
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"]
        if urlsplit(address).scheme != "https":
            raise forms.ValidationError(_("The address must begin with https://."))
        return address


ADDRESS_FORMS: dict[Channel, type[forms.Form]] = {Channel.TELEGRAM: TelegramForm, Channel.WEBHOOK: WebhookForm}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits. We have just sent them to this address."),
        max_length=6,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "govuk-input--width-5"}
        ),
    )


class SubscribeForm(forms.Form):
    """`website` is a trap: people do not see it, programs that fill in every field do."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter an e-mail address."),
            "invalid": _("An e-mail address looks like name@example.kz."),
        },
    )
    agency = forms.ModelChoiceField(
        label=_("From whom"),
        queryset=Agency.objects.filter(is_active=True),
        to_field_name="slug",
        required=False,
        empty_label=_("all press offices"),
        error_messages={"invalid_choice": _("Choose one of these.")},
    )
    language = forms.ChoiceField(label=_("Write to me in"), choices=Language.choices, widget=forms.RadioSelect)
    website = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, data: QueryDict | None = None, *, user: User | None = None, agency: str = "") -> None:
        here = {"language": get_language() or "kk", "agency": agency}
        super().__init__(data, initial=here | ({"email": user.email} if user else {}))

    def clean_website(self) -> None:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                _now("Leave this field empty, then send again. It keeps out programs that send spam.")
            )
