"""A question on its way through the steps. What was typed stays in the session, right or wrong, until it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Language, User
from documents.models import Draft
from documents.seals import mask, seal, unseal
from inquiries.forms.asking import AgencyForm, AskerForm, ContactForm, QuestionForm, WishForm
from inquiries.forms.identity import IdentityForm, InterviewForm, wanted_fields
from inquiries.procedure import PROCEDURES
from inquiries.rules import Wish, regime_for
from inquiries.services import Asker, Identity, Question, Wanted, signed_words
from inquiries.states import AskerKind, Medium, Regime
from inquiries.wishes import REASONS
from kernel.identifiers import is_iin

StepForm = AgencyForm | AskerForm | WishForm | InterviewForm | ContactForm | IdentityForm | QuestionForm
FORMS: Mapping[str, type[StepForm]] = {
    "agency": AgencyForm,
    "asker": AskerForm,
    "wish": WishForm,
    "interview": InterviewForm,
    "contact": ContactForm,
    "identity": IdentityForm,
    "question": QuestionForm,
}
FILES, CHECK = "files", "check"
KEY = "asking"
SEALED = "iin"  # lies open in no session
IDENTITY = ("iin", "bin", "outgoing_number", "outgoing_on", "signer_name", "signer_position")
SHOWN_AS: Mapping[str, Callable[[str], object]] = {"language": lambda code: Language(code).label, "iin": mask}
KEPT_LENGTH = 20_000  # characters of one field: more than any field allows, so that what is too long can be shortened


@dataclass(frozen=True)
class Row:
    """One answer on the page that shows them all."""

    label: str
    value: str
    change_url: str


class Asking:
    """`answers` is what has been answered rightly, from the first step on; `gap` the first step that is not done."""

    def __init__(self, session: SessionBase, user: User | None) -> None:
        self._session, self._user = session, user
        self._kept: dict[str, Any] = session.get(KEY) or {"submission": str(uuid4()), "steps": {}}
        self.answers: dict[str, Any] = {}
        self.gap = self._first_gap()

    @property
    def submission(self) -> UUID:
        """The mark of this form: one form, one inquiry."""
        return UUID(self._kept["submission"])

    @property
    def regime(self) -> Regime:
        """The law the portal proposes; an officer may change it."""
        return regime_for(self.answers["asker"], self.answers["wish"])

    @property
    def drafts(self) -> QuerySet[Draft]:
        return Draft.objects.filter(form=self.submission)

    @property
    def room(self) -> int:
        """How many more files may come."""
        return max(0, int(settings.FILES_LIMIT) - self.drafts.count())

    @property
    def reason(self) -> str:
        """Why this law, for whoever asks."""
        return str(REASONS[self.regime])

    @property
    def act(self) -> str:
        return str(PROCEDURES[self.regime].act or "")

    @property
    def steps(self) -> list[str]:
        """Some laws and wishes want a page more than others."""
        return [*(step for step in FORMS if _applies(step, self.answers)), FILES, CHECK]

    def may_see(self, step: str) -> bool:
        """The steps up to the first gap."""
        return step in self.steps and self.steps.index(step) <= self.steps.index(self.gap)

    @property
    def rows(self) -> list[Row]:
        """What will be sent, in the order it was asked."""
        answers = [
            Row(str(field.label), _shown(name, self.answers[name]), address(step))
            for step in self.steps
            if step in FORMS
            for name, field in self.form(step).fields.items()
            if name not in ("iin", "has_no_iin") or self.answers[name]
        ]
        return [*answers, Row(_("Files"), "\n".join(map(str, self.drafts)), address(FILES))]

    @property
    def asker(self) -> Asker:
        said = self.answers
        return Asker(
            kind=said["asker"],
            name=said["name"],
            email=said["email"],
            phone=said["phone"],
            address=said.get("address", ""),
            outlet=said.get("outlet", ""),
            requester=self._user,
            identity=Identity(**{name: said[name] for name in IDENTITY if name in said}),
        )

    @property
    def words(self) -> str:
        """What a signature is to be of."""
        return signed_words(self.answers["subject"], self.answers["text"]).decode()

    @property
    def question(self) -> Question:
        said = self.answers
        wanted = {name: said[name] for name in InterviewForm.base_fields if name in said}
        return Question(
            subject=said["subject"],
            text=said["text"],
            language=said["language"],
            regime=self.regime,
            wanted=Wanted(**wanted),
            files=[draft.upload for draft in self.drafts],
        )

    def form(self, step: str) -> StepForm:
        """With what was typed, right or wrong."""
        typed = self._kept["steps"].get(step)
        if typed and SEALED in typed:
            typed = typed | {SEALED: unseal(typed[SEALED])}
        return FORMS[step](typed, answers=self.answers, user=self._user)

    def keep(self, step: str, data: Mapping[str, str]) -> None:
        """Remember what was typed, right or wrong."""
        names = FORMS[step].base_fields if step in FORMS else ()
        typed = {name: data[name][:KEPT_LENGTH] for name in names if name in data}
        if SEALED in names:
            typed[SEALED] = self._sealed(typed)
        self._kept["steps"][step] = typed
        self._session[KEY] = self._kept
        self.gap = self._first_gap()

    def _sealed(self, typed: Mapping[str, str]) -> str:
        """A right number is not shown again: an empty field keeps it."""
        before = self._kept["steps"].get("identity", {}).get(SEALED, "")
        if not typed.get(SEALED) and "has_no_iin" not in typed and is_iin(unseal(before)):
            return str(before)
        return seal("".join(typed.get(SEALED, "").split()))

    def forget(self) -> None:
        self._session.pop(KEY, None)

    def _first_gap(self) -> str:
        self.answers = {}
        for step in FORMS:
            if not _applies(step, self.answers):
                continue
            form = self.form(step)
            if not form.is_bound or not form.is_valid():
                return step
            self.answers |= form.cleaned_data
        return CHECK if FILES in self._kept["steps"] else FILES


def _applies(step: str, answers: Mapping[str, Any]) -> bool:
    if step == "interview":
        return answers.get("wish") is Wish.INTERVIEW
    return step != "identity" or ("wish" in answers and bool(wanted_fields(answers)))


def address(step: str) -> str:
    names = {"agency": "inquiries:ask", FILES: "inquiries:files", CHECK: "inquiries:check"}
    return reverse(names[step]) if step in names else reverse("inquiries:step", args=[step])


def _shown(name: str, value: Any) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case AskerKind() | Wish() | Medium():
            return str(capfirst(value.label))
        case date():
            return date_format(value)
        case _:
            return str(SHOWN_AS.get(name, str)(value))
