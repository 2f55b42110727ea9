"""An application on its way through the steps. What was typed stays with the account, right or wrong, until it is
sent."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.forms import Form, MultipleChoiceField
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Language
from accreditation.forms.applying import (
    ConsentsForm,
    EquipmentForm,
    FunctionForm,
    LanguagesForm,
    NewOutletForm,
    OutletForm,
    PersonForm,
    RulesForm,
)
from accreditation.models import ApplicationDraft, Editor, Outlet
from accreditation.services import PHOTO, Person, Wanted
from accreditation.services.drafts import keep_step
from accreditation.services.sending import SIGNATURE, digest_of
from accreditation.states import DOCUMENTS_OF, DocumentKind, Function, RegisterStatus
from documents.models import Draft
from documents.numbers import digits_of
from documents.seals import fingerprint, mask, seal, unseal
from documents.states import SignatureStatus
from kernel.identifiers import is_iin

Step = OutletForm | NewOutletForm | FunctionForm | PersonForm | EquipmentForm | LanguagesForm | RulesForm | ConsentsForm
FORMS: Mapping[str, type[Step]] = {
    "outlet": OutletForm,
    "new-outlet": NewOutletForm,
    "function": FunctionForm,
    "person": PersonForm,
    "equipment": EquipmentForm,
    "languages": LanguagesForm,
    "rules": RulesForm,
    "consents": ConsentsForm,
}
PHOTOGRAPH, DOCUMENTS, CHECK = "photo", "documents", "check"
SEALED = "iin"  # lies open in no draft
KEPT_LENGTH = 20_000  # characters of one field: more than any field allows, so that what is too long can be shortened
UNSHOWN = ("is_domestic", "acknowledged", "consent", "has_no_iin")


@dataclass(frozen=True)
class Row:
    """One answer on the page that shows them all."""

    label: str
    value: str
    change_url: str

    @property
    def line(self) -> str:
        """A question needs no colon."""
        return f"{self.label}{'' if self.label.endswith('?') else ':'} {self.value}"


@dataclass(frozen=True)
class Slot:
    """A kind of document with what is kept of it."""

    kind: DocumentKind
    is_required: bool
    files: Sequence[Draft]

    @property
    def is_missing(self) -> bool:
        return self.is_required and not self.files


class Applying:
    """`answers` is what has been answered rightly, from the first step on; `gap` the first step that is not done."""

    def __init__(self, draft: ApplicationDraft) -> None:
        self.draft = draft
        self.answers: dict[str, Any] = {}
        self.gap = self._first_gap()

    @property
    def steps(self) -> list[str]:
        signing = [] if settings.SIGNATURES == "off" else [SIGNATURE]
        return [*(step for step in FORMS if _applies(step, self.answers)), PHOTOGRAPH, *signing, DOCUMENTS, CHECK]

    def may_see(self, step: str) -> bool:
        """The steps up to the first gap."""
        return step in self.steps and self.steps.index(step) <= self.steps.index(self.gap)

    def form(self, step: str, **options: Any) -> Step:
        """With what was typed, right or wrong."""
        typed = self.draft.data.get(step)
        if typed and typed.get(SEALED):
            typed = typed | {SEALED: unseal(typed[SEALED])}
        return FORMS[step](typed, answers=self.answers, draft=self.draft, **options)

    def keep(self, step: str, data: Any, *, at: datetime) -> None:
        """Remember what was typed, right or wrong. A page without fields is remembered as seen."""
        typed: dict[str, Any] = {"seen": True}
        if step in FORMS:
            typed = typed_in(FORMS[step](answers=self.answers, draft=self.draft), data)
        if SEALED in typed or step == "person":
            typed[SEALED] = sealed_iin(typed, self.draft.data.get(step, {}))
        keep_step(draft=self.draft, step=step, typed=typed, at=at)
        self.gap = self._first_gap()

    @property
    def outlet(self) -> Outlet:
        """Chosen from the list, or described and not saved yet."""
        return self.answers["outlet"] or self.answers["new_outlet"]  # type: ignore[no-any-return]

    @property
    def photo(self) -> Draft | None:
        return self.draft.files(PHOTO).first()

    @property
    def signature(self) -> Mapping[str, Any] | None:
        """Of exactly what would be sent now; one of an earlier wording does not count."""
        kept = self.draft.data.get(SIGNATURE, {})
        return kept if "of" in kept and kept["of"] == digest_of(self.words) else None

    @property
    def was_signed(self) -> bool:
        """Of other words than those of today: to be signed again."""
        return "of" in self.draft.data.get(SIGNATURE, {}) and self.signature is None

    @property
    def cms(self) -> bytes:
        return base64.b64decode(self.signature["cms"]) if self.signature else b""

    @property
    def is_identified(self) -> bool:
        """By a valid signature of the person's own: then no copy of a document may be asked for (PD 7(10))."""
        kept, iin = self.signature, self.answers.get("iin", "")
        if not kept or not iin or kept["iin_fingerprint"] != fingerprint(iin):
            return False
        return bool(kept["status"] == SignatureStatus.VALID)

    @cached_property
    def slots(self) -> list[Slot]:
        is_known = self.outlet.pk is not None and self.outlet.register_status != RegisterStatus.UNCHECKED
        required, optional = wanted_documents(
            self.answers["function"],
            is_identified=self.is_identified,
            is_editor=is_editor(self.draft, self.outlet),
            is_known=is_known,
        )
        return slots_of(self.draft, required, optional)

    @property
    def words(self) -> str:
        """What a signature is to be of: the application as it is known then, in the language of its letters."""
        with translation.override(self.answers["language"]):
            lines = [_("Application for accreditation: %(name)s") % {"name": self.draft.intake.name}]
            lines += [row.line for row in self._answer_rows() if row.value]
        return "\n".join(lines)

    @property
    def rows(self) -> list[Row]:
        """What will be sent, in the order it was asked."""
        files = [f"{capfirst(slot.kind.label)}: {kept.name}" for slot in self.slots for kept in slot.files]
        return [*self._answer_rows(), Row(_("Documents"), "\n".join(files), self.address(DOCUMENTS))]

    def _answer_rows(self) -> list[Row]:
        return [
            Row(str(field.label), _shown(name, self._said(step, name)), self.address(step))
            for step in self.steps
            if step in FORMS
            for name, field in self.form(step).fields.items()
            if name not in UNSHOWN and not (step == "outlet" and self.answers["outlet"] is None)
        ]

    def _said(self, step: str, name: str) -> Any:
        if step != "new-outlet":
            return self.answers[name]
        outlet: Outlet = self.answers["new_outlet"]
        return outlet.get_kind_display() if name == "kind" else getattr(outlet, name)

    @property
    def person(self) -> Person:
        return person_of(self.answers, account=self.draft.user)

    @property
    def wanted(self) -> Wanted:
        return wanted_of(self.answers, self.outlet)

    @property
    def documents(self) -> list[DocumentKind]:
        return [slot.kind for slot in self.slots if slot.files]

    def address(self, step: str) -> str:
        return reverse("accreditation:step", args=[self.draft.intake_id, step])

    def _first_gap(self) -> str:
        self.answers = {}
        self.__dict__.pop("slots", None)
        for step in FORMS:
            if not _applies(step, self.answers):
                continue
            form = self.form(step)
            if not form.is_bound or not form.is_valid():
                return step
            self.answers |= form.answers
        return self._gap_behind_the_forms()

    def _gap_behind_the_forms(self) -> str:
        if self.photo is None:
            return PHOTOGRAPH
        if SIGNATURE in self.steps and (SIGNATURE not in self.draft.data or self.was_signed):
            return SIGNATURE
        is_seen = DOCUMENTS in self.draft.data
        return CHECK if is_seen and not any(slot.is_missing for slot in self.slots) else DOCUMENTS


def wanted_documents(
    function: Function, *, is_identified: bool, is_editor: bool, is_known: bool
) -> tuple[list[DocumentKind], list[DocumentKind]]:
    """What the rules ask for, and what may come besides.

    A confirmed chief editor who sends the application needs no letter to themselves.
    """
    required = [kind for kind in DOCUMENTS_OF[function] if not (is_editor and kind is DocumentKind.EDITOR_REQUEST)]
    if not is_identified:
        required.append(DocumentKind.IDENTITY)
    optional = [DocumentKind.PRESS_CARD, DocumentKind.OTHER]
    return required, optional if is_known else [DocumentKind.CERTIFICATE, *optional]


def slots_of(draft: ApplicationDraft, required: Sequence[DocumentKind], optional: Sequence[DocumentKind]) -> list[Slot]:
    marks = {draft.slot(kind): kind for kind in (*required, *optional)}
    kept: dict[DocumentKind, list[Draft]] = {kind: [] for kind in marks.values()}
    for file in Draft.objects.filter(form__in=marks):
        kept[marks[file.form]].append(file)
    return [Slot(kind, kind in required, files) for kind, files in kept.items()]


def is_editor(draft: ApplicationDraft, outlet: Outlet) -> bool:
    confirmed = Editor.objects.filter(user=draft.user, ended_at=None, confirmed_at__isnull=False)
    return outlet.pk is not None and confirmed.filter(outlet=outlet).exists()


def typed_in(form: Form | NewOutletForm, data: Any) -> dict[str, Any]:
    """What was typed into the fields of a form, as a draft keeps it."""
    typed: dict[str, Any] = {}
    for name, field in form.fields.items():
        key = form.add_prefix(name)
        if key in data:
            many = isinstance(field, MultipleChoiceField) and hasattr(data, "getlist")
            typed[name] = data.getlist(key) if many else data[key][:KEPT_LENGTH].replace("\0", "")
    return typed


def sealed_iin(typed: Mapping[str, Any], before: Mapping[str, Any]) -> str:
    """A right number is not shown again: an empty field keeps it."""
    kept = before.get(SEALED, "")
    if not typed.get(SEALED) and "has_no_iin" not in typed and is_iin(unseal(kept)):
        return str(kept)
    return seal(digits_of(typed.get(SEALED, "")))


def person_of(said: Mapping[str, Any], **options: Any) -> Person:
    names = ("full_name", "email", "phone", "iin", "name_latin", "press_card")
    return Person(**{name: said[name] for name in names}, **options)


def wanted_of(said: Mapping[str, Any], outlet: Outlet) -> Wanted:
    names = ("function", "position", "language", "wants_english", "equipment", "vehicle", "publish")
    return Wanted(outlet=outlet, **{name: said[name] for name in names})


def _applies(step: str, answers: Mapping[str, Any]) -> bool:
    return step != "new-outlet" or ("outlet" in answers and answers["outlet"] is None)


def _shown(name: str, value: Any) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case list():
            return ", ".join(str(Language(code).label) for code in value)
        case Function():
            return str(capfirst(value.label))
        case date():
            return date_format(value)
        case _ if name == "language":
            return str(Language(value).label)
        case _:
            return mask(value) if name == SEALED else str(value or "")
