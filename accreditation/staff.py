"""A chief editor's list: what all have in common, and each person with what was typed of them, right or wrong."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import StringIO
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accreditation.applying import (
    KEPT_LENGTH,
    SEALED,
    Slot,
    person_of,
    sealed_iin,
    typed_in,
    wanted_documents,
    wanted_of,
)
from accreditation.forms.staff import CommonForm, PersonRow
from accreditation.models import ApplicationDraft, Outlet
from accreditation.services import PHOTO, Person, Wanted
from accreditation.services.drafts import keep_step
from accreditation.states import DocumentKind, Function
from documents.models import Draft
from documents.seals import seal, unseal
from kernel.identifiers import is_iin

COMMON, PERSON = "common", "person"
# The columns of the table, by the names of its first row; each is a field of PersonRow.
COLUMNS = (
    *("full_name", "name_latin", "iin", "function", "position", "email", "phone", "press_card"),
    *("equipment", "vehicle", "publish"),
)
YES = ("1", "yes", "y", "да", "иә", "ия", "true", "+")


class UnreadableTable(Exception):
    """The file is no table of ours; the sentence says why."""


@dataclass(frozen=True)
class Line:
    """A person of the list, as the pages show them."""

    draft: ApplicationDraft
    number: int
    form: PersonRow
    photo: Draft | None
    slots: Sequence[Slot]

    @property
    def name(self) -> str:
        sent = self.draft.application
        return sent.full_name if sent else self.draft.data.get(PERSON, {}).get("full_name", "")

    @property
    def missing(self) -> list[str]:
        """What keeps this person from being sent, in words."""
        if self.draft.application_id:
            return []
        wrong = [] if self.form.is_bound and self.form.is_valid() else [_("fields of the person")]
        photo = [] if self.photo else [_("photograph")]
        return [*wrong, *photo, *(str(slot.kind.label) for slot in self.slots if slot.is_missing)]

    @property
    def is_ready(self) -> bool:
        return not self.draft.application_id and not self.missing


class StaffList:
    def __init__(self, draft: ApplicationDraft) -> None:
        self.draft = draft

    @cached_property
    def common(self) -> CommonForm:
        return CommonForm(self.draft.data.get(COMMON), draft=self.draft)

    @property
    def is_common_done(self) -> bool:
        return self.common.is_bound and self.common.is_valid()

    @property
    def outlet(self) -> Outlet:
        outlet: Outlet = self.common.cleaned_data["outlet"]
        return outlet

    def keep_common(self, data: Any, *, at: datetime) -> None:
        keep_step(draft=self.draft, step=COMMON, typed=typed_in(self.common, data), at=at)
        self.__dict__.pop("common", None)

    @cached_property
    def lines(self) -> list[Line]:
        """Everybody, with their files in one query however many they are."""
        people = list(self.draft.people.select_related("application").order_by("pk"))
        kept = _files_of(people)
        return [self._line(person, number, kept) for number, person in enumerate(people, start=1)]

    @property
    def has_ready(self) -> bool:
        return any(line.is_ready for line in self.lines)

    def line(self, pk: int) -> Line | None:
        return next((line for line in self.lines if line.draft.pk == pk), None)

    def _line(self, person: ApplicationDraft, number: int, kept: Mapping[Any, list[Draft]]) -> Line:
        form = row_form(person)
        function = form.cleaned_data.get("function") if form.is_bound and not form.errors.get("function") else None
        required, optional = wanted_documents(
            function or Function.JOURNALIST, is_identified=False, is_editor=True, is_known=True
        )
        slots = [Slot(kind, kind in required, kept.get(person.slot(kind), [])) for kind in (*required, *optional)]
        photos = kept.get(person.slot(PHOTO), [])
        return Line(person, number, form, photos[0] if photos else None, slots)

    def keep_rows(self, data: Any, *, at: datetime, is_final: bool) -> None:
        """What was typed of each, right or wrong; who was sent stays as sent.

        A row nobody has filled in yet is no mistake until the list is final.
        """
        for line in self.lines:
            if line.draft.application_id is None:
                keep_person(line.draft, data, at=at, is_final=is_final)
        self.__dict__.pop("lines", None)

    def person(self, line: Line) -> Person:
        return person_of(line.form.cleaned_data)

    def wanted(self, line: Line) -> Wanted:
        return wanted_of({**self.common.cleaned_data, **line.form.cleaned_data}, self.outlet)


def _files_of(people: Sequence[ApplicationDraft]) -> dict[Any, list[Draft]]:
    marks = [person.slot(kind) for person in people for kind in (PHOTO, *DocumentKind)]
    kept: dict[Any, list[Draft]] = {}
    for file in Draft.objects.filter(form__in=marks):
        kept.setdefault(file.form, []).append(file)
    return kept


def row_form(person: ApplicationDraft) -> PersonRow:
    """With what was typed; unbound for a row nobody has filled in yet."""
    typed = dict(person.data.get(PERSON, {}))
    if typed.get(SEALED):
        typed[SEALED] = unseal(typed[SEALED])
    prefix = f"p{person.pk}"
    bound = {f"{prefix}-{name}": value for name, value in typed.items()}
    return PersonRow(bound or None, prefix=prefix)


def keep_person(person: ApplicationDraft, data: Any, *, at: datetime, is_final: bool) -> None:
    typed = typed_in(PersonRow(prefix=f"p{person.pk}"), data)
    if not typed:
        return  # another window has added this row meanwhile
    typed[SEALED] = sealed_iin(typed, person.data.get(PERSON, {}))
    is_filled = any(value for name, value in typed.items() if name != "function")
    if is_filled or is_final or person.data:
        keep_step(draft=person, step=PERSON, typed=typed, at=at)


def template_table() -> str:
    """The table that is offered to be filled in, with one line as an example. It opens in a spreadsheet as it is."""
    table = StringIO()
    writer = csv.writer(table, delimiter=";")
    writer.writerow(COLUMNS)
    writer.writerow(
        (
            *("Әсел Ғабитқызы Һәкімова", "Assel Khakimova", "791028302728", Function.JOURNALIST, "тілші"),
            *("assel@example.kz", "+7 701 000 00 00", "A-17", "Sony FX6, № 1234567", "", "yes"),
        )
    )
    return "\ufeff" + table.getvalue()


def read_table(content: bytes) -> Iterator[dict[str, str]]:
    """Each line as a person, right or wrong, with the IIN sealed. UnreadableTable where it is no table of ours."""
    text = _decoded(content)
    separator = ";" if text.partition("\n")[0].count(";") else ","
    reader = csv.DictReader(StringIO(text), delimiter=separator)
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        rows = [{name.strip().lower(): value for name, value in row.items() if name} for row in reader]
    except (csv.Error, AttributeError) as error:
        raise UnreadableTable(_("The table cannot be read. Save it as CSV.")) from error
    if absent := [name for name in ("full_name", "iin", "function") if name not in names]:
        words = _("These columns are missing: %(names)s. The first row names the columns, as in the template.")
        raise UnreadableTable(words % {"names": ", ".join(absent)})
    for row in rows:
        if any((value or "").strip() for value in row.values() if isinstance(value, str)):
            yield _typed(row)


def _typed(row: Mapping[str, Any]) -> dict[str, str]:
    typed = {name: str(row.get(name) or "").strip()[:KEPT_LENGTH].replace("\0", "") for name in COLUMNS}
    typed["function"] = _function(typed["function"])
    if typed.pop("publish").lower() in YES:
        typed["publish"] = "on"
    number = "".join(typed[SEALED].split())
    # A spreadsheet takes a leading zero from a number.
    typed[SEALED] = seal(number.zfill(12) if number.isdecimal() and is_iin(number.zfill(12)) else number)
    return typed


def _function(said: str) -> str:
    """By its code, or by its word in any of our languages."""
    for code in ("kk", "ru", "en"):
        with translation.override(code):
            for function in Function:
                if said.casefold() in (function.value.casefold(), str(function.label).casefold()):
                    return function.value
    return said


def _decoded(content: bytes) -> str:
    for code in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise UnreadableTable(_("The table cannot be read. Save it as CSV in UTF-8."))


def address(draft: ApplicationDraft, name: str, *more: object) -> str:
    return reverse(f"accreditation:{name}", args=[draft.intake_id, *more])
