"""An extract of the official register: the file, what its columns hold, what a doubtful row is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accreditation.forms.outlets import DATE
from accreditation.models import ImportRow, Outlet, RegisterImport
from accreditation.register.comparing import missing_of
from accreditation.register.files import ROWS, Table, read_table
from accreditation.register.outlet_page import label_of
from accreditation.register.states import Doubt, RowChoice
from accreditation.register.values import COLUMNS, REQUIRED
from accreditation.states import OutletKind
from documents.checks import Upload, check_upload

OTHER_KIND = "other_kind"


class UploadForm(forms.Form):
    file = forms.FileField(label=_("File"), widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx"}))
    as_of = forms.DateField(
        label=_("Day of the extract"), widget=DATE, help_text=_("The outlets count as looked up on this day.")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["as_of"].initial = today
        self.fields["file"].help_text = _now("CSV or XLSX, up to %(limit)s rows, the headings first.") % {"limit": ROWS}

    def clean_as_of(self) -> date:
        as_of: date = self.cleaned_data["as_of"]
        if as_of > self.today:
            raise ValidationError(_now("An extract is not of a day to come."))
        return as_of

    def clean_file(self) -> Upload:
        upload = check_upload(self.cleaned_data["file"])
        self.table: Table = read_table(upload)
        return upload


class ColumnsForm(forms.Form):
    """For each field of an outlet the column that holds it."""

    def __init__(self, *args: Any, extract: RegisterImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(place), heading or str(place + 1)) for place, heading in enumerate(extract.headings)]
        for field in COLUMNS:
            self.fields[field] = forms.ChoiceField(
                label=label_of(field),
                choices=[("", _now("– none –")), *named],
                required=field == REQUIRED,
                initial=str(extract.columns.get(field, "")),
            )
        self.fields[OTHER_KIND] = forms.ChoiceField(
            label=_now("Kind of the rows that name none"),
            choices=[("", _now("– I decide row by row –")), *OutletKind.choices],
            required=False,
            initial=extract.other_kind,
            help_text=_now("Of new outlets alone; what we have of the others stays."),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [data[field] for field in COLUMNS if data.get(field)]
        if len(set(chosen)) < len(chosen):
            raise ValidationError(_now("One column cannot hold two things."))
        return data

    @property
    def columns(self) -> dict[str, int]:
        return {field: int(self.cleaned_data[field]) for field in COLUMNS if self.cleaned_data[field]}


class DecideForm(forms.Form):
    """What a doubtful row is: one of the outlets it may be, a new one, or nothing for us."""

    choice = forms.ChoiceField(label=_("This row is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, row: ImportRow, outlets: Mapping[int, Outlet], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.outlets = outlets
        self.fields["choice"].choices = list(self._choices(row))  # type: ignore[attr-defined]
        chosen = {RowChoice.SAME: f"SAME-{row.outlet_id}", RowChoice.NEW: _new_code(row, row.values.get("kind", ""))}
        self.fields["choice"].initial = chosen.get(RowChoice(row.choice), row.choice) if row.choice else ""

    def _choices(self, row: ImportRow) -> Sequence[tuple[str, str]]:
        known = [self.outlets[key] for key in row.candidates if key in self.outlets]
        same = [(f"SAME-{outlet.pk}", _same_words(outlet)) for outlet in known]
        new = [(RowChoice.NEW.value, str(RowChoice.NEW.label))]
        if row.doubt == Doubt.NO_KIND:
            words = _now("a new outlet: %(kind)s")
            new = [(_new_code(row, kind.value), words % {"kind": kind.label}) for kind in OutletKind]
        may_be_new = not missing_of(row) and row.doubt != Doubt.OTHER_BIN
        return [*same, *(new if may_be_new else ()), (RowChoice.SKIP.value, str(RowChoice.SKIP.label))]

    @property
    def decision(self) -> dict[str, Any]:
        """As the service takes it."""
        code, _dash, key = self.cleaned_data["choice"].partition("-")
        choice = RowChoice(code)
        outlet = self.outlets[int(key)] if choice == RowChoice.SAME else None
        return {"choice": choice, "outlet": outlet, "kind": key if choice == RowChoice.NEW else ""}


def _new_code(row: ImportRow, kind: str) -> str:
    return f"{RowChoice.NEW}-{kind}" if row.doubt == Doubt.NO_KIND else RowChoice.NEW.value


def _same_words(outlet: Outlet) -> str:
    words = _now("the same as “%(name)s”, %(kind)s, certificate %(number)s")
    number = outlet.certificate_number or "–"
    return words % {"name": outlet.name, "kind": outlet.get_kind_display(), "number": number}
