"""The steps of asking, one thing per page."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundWidget
from django.utils.functional import Promise, lazy
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, User
from agencies.models import Agency
from documents.checks import Received, Upload, check_uploads
from documents.forms import FilesInput, files_hint
from documents.lines import LinesField
from documents.signatures.forms import SignatureField
from inquiries.forms.fields import Answers, limit_of
from inquiries.rules import Wish
from inquiries.states import AskerKind
from inquiries.wishes import WISH_HINTS, WORDINGS

ORGANISATION_LABELS = {AskerKind.OUTLET: _("Name of the outlet"), AskerKind.ORGANISATION: _("Name of the organisation")}


class AgencyForm(forms.Form):
    agency = forms.ModelChoiceField(
        label=_("Whom do you ask?"),
        queryset=Agency.objects.filter(is_active=True),
        to_field_name="slug",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Choose whom you ask."), "invalid_choice": _("Choose one of these.")},
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data)


class AskerForm(forms.Form):
    asker = forms.TypedChoiceField(
        label=_("Who asks?"),
        choices=[(kind.value, lazy(capfirst, str)(kind.label)) for kind in AskerKind],
        coerce=AskerKind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose who asks.")},
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data)


class WishForm(forms.Form):
    """What somebody wants, in plain words; the regime follows from it."""

    wish = forms.TypedChoiceField(
        label=_("What do you want?"),
        choices=Wish.choices,
        coerce=Wish,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want.")},
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data)
        if answers["asker"] is not AskerKind.OUTLET:
            for_all = [choice for choice in Wish.choices if choice[0] not in (Wish.EXPLAIN, Wish.INTERVIEW)]
            self.fields["wish"].choices = for_all  # type: ignore[attr-defined]

    @property
    def options(self) -> list[tuple[BoundWidget, Promise]]:
        """Each choice with what it means."""
        return [(choice, WISH_HINTS[Wish(choice.data["value"])]) for choice in self["wish"]]


class ContactForm(forms.Form):
    outlet = forms.CharField(
        max_length=limit_of("outlet"),
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": _("Enter the name.")},
    )
    name = forms.CharField(
        label=_("Your full name"),
        max_length=limit_of("name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The receipt and the answer come to this address."),
        max_length=limit_of("email"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter an e-mail address: the receipt and the answer go there."),
            "invalid": _("An e-mail address looks like name@example.kz."),
        },
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=limit_of("phone"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "class": "govuk-input--width-20"}),
    )
    language = forms.ChoiceField(label=_("In which language should we answer?"), widget=forms.RadioSelect)

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        here = get_language()
        languages = answers["agency"].languages
        initial = {"language": here if here in languages else languages[0]}
        if user:
            initial |= {"name": user.full_name, "email": user.email, "phone": user.phone}
        super().__init__(data, initial=initial)
        choices = [(code, label) for code, label in Language.choices if code in languages]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]
        if answers["asker"] in ORGANISATION_LABELS:
            self.fields["outlet"].label = ORGANISATION_LABELS[answers["asker"]]
        else:
            del self.fields["outlet"]


class QuestionForm(forms.Form):
    subject = forms.CharField(
        label=_("Subject"),
        help_text=_("A few words: what it is about."),
        max_length=limit_of("subject"),
        error_messages={"required": _("Enter a subject.")},
    )
    text = LinesField(
        max_length=limit_of("text"),
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Enter a text.")},
    )

    def __init__(self, data: Answers | None = None, *, answers: Answers, user: User | None) -> None:
        super().__init__(data)
        wording = WORDINGS[answers["wish"]]
        self.title = wording.title
        self.fields["text"].label, self.fields["text"].help_text = wording.label, wording.hint


class FilesForm(forms.Form):
    """What is let in is kept even when another file of the same choice is refused. `room`: how many more may come."""

    keeps_files = True
    uploads = forms.Field(label=_("Add files"), help_text=files_hint(), widget=FilesInput, required=False)

    def __init__(self, data: Any = None, files: Any = None, *, room: int = 0) -> None:
        super().__init__(data, files)
        self.room = room

    def clean_uploads(self) -> list[Upload]:
        received: list[Received] = self.cleaned_data["uploads"]
        accepted, problems = check_uploads(received, room=self.room)
        if problems:
            self.add_error("uploads", ValidationError(problems))
        return accepted


class SendForm(forms.Form):
    """`website` is a trap: people do not see it, programs that fill in every field do.

    `signature`: of the words on the page, where signatures are checked at all.
    """

    submission = forms.UUIDField(widget=forms.HiddenInput)
    signature = SignatureField(label=_("Electronic signature"), signs="signed_words", required=False)
    website = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if settings.SIGNATURES == "off":
            del self.fields["signature"]

    def clean_website(self) -> None:
        if self.cleaned_data["website"]:
            raise ValidationError(
                _now("Leave this field empty, then send again. It keeps out programs that send spam.")
            )
