"""Every `{{ form }}` is drawn as GOV.UK Frontend asks: label, hint, error, control. Templates: templates/forms/."""

from typing import Any

from django.forms import widgets
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

# The first that fits; choices drawn one by one and controls of several parts carry classes of their own.
CLASSES: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.Textarea, "govuk-textarea"),
    (widgets.Select, "govuk-select"),
    (widgets.FileInput, "govuk-file-upload"),
    (widgets.CheckboxInput, "govuk-checkboxes__input"),
    (widgets.Input, "govuk-input"),
)
CHOSEN_ONE_BY_ONE = (widgets.RadioSelect, widgets.CheckboxSelectMultiple)


class GovukBoundField(BoundField):
    """A field whose control wears the classes of its kind, besides those the form gave it."""

    @property
    def is_checkbox(self) -> bool:
        return isinstance(self.field.widget, widgets.CheckboxInput)

    @property
    def error_anchor(self) -> str:
        """The id an error summary links to: the control, or the first of several."""
        return f"{self.auto_id}_0" if isinstance(self.field.widget, CHOSEN_ONE_BY_ONE) else self.auto_id

    def build_widget_attrs(self, attrs: dict[str, Any], widget: widgets.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        kind = next((name for control, name in CLASSES if isinstance(widget, control)), None)
        if kind and not widget.is_hidden:
            error = f"{kind}--error" if self.errors else ""
            attrs["class"] = " ".join(filter(None, [kind, error, widget.attrs.get("class")]))
        return attrs


class GovukRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukBoundField
