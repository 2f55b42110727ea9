"""`{{ form }}` is accessible without further help from a template."""

import re

import pytest
from django import forms
from django.template.loader import render_to_string
from django.utils import translation


class QuestionForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As in your card.", widget=forms.TextInput({"class": "wide"}))
    outlet = forms.CharField(label="Outlet", required=False)
    way = forms.ChoiceField(label="Way", choices=[("MAIL", "By mail"), ("POST", "By post")], widget=forms.RadioSelect)
    reads = forms.MultipleChoiceField(
        label="Reads", choices=[("kk", "Kazakh")], widget=forms.CheckboxSelectMultiple, required=False
    )
    agency = forms.ChoiceField(label="Agency", choices=[("1", "Ministry")])
    text = forms.CharField(label="Question", widget=forms.Textarea)
    file = forms.FileField(label="File", required=False)
    agrees = forms.BooleanField(label="I agree")
    secret = forms.CharField(widget=forms.HiddenInput)


def drawn(data=None):
    with translation.override("en"):
        return str(QuestionForm(data))


def opening(page, part):
    """The tag that contains `part`."""
    return next(tag for tag in re.findall(r"<[^>]+>", page) if part in tag)


@pytest.mark.parametrize(
    ("control", "classes"),
    [
        ('id="id_name"', "govuk-input wide"),
        ('id="id_outlet"', "govuk-input"),
        ('id="id_agency"', "govuk-select"),
        ('id="id_text"', "govuk-textarea"),
        ('id="id_file"', "govuk-file-upload"),
        ('id="id_agrees"', "govuk-checkboxes__input"),
        ('id="id_way_0"', "govuk-radios__input"),
        ('id="id_reads_0"', "govuk-checkboxes__input"),
    ],
)
def test_control_wears_the_classes_of_its_kind(control, classes):
    assert f'class="{classes}"' in opening(drawn(), control)


def test_hidden_field_wears_none_and_is_drawn():
    assert "class" not in opening(drawn(), 'name="secret"')


def test_every_visible_control_has_a_label():
    page = drawn()
    ids = set(re.findall(r'<(?:input|select|textarea)[^>]* id="(\w+)"', page)) - {"id_secret"}
    assert ids == set(re.findall(r'<label[^>]* for="(\w+)"', page))


def test_group_of_choices_has_a_legend():
    assert re.findall(r"<legend[^>]*>(\w+)", drawn()) == ["Way", "Reads"]


def test_optional_field_says_so():
    labels = re.findall(r">([A-Z][a-z]+) <span class=\"optional\">", drawn())
    assert labels == ["Outlet", "Reads", "File"]


def test_hint_and_error_are_read_with_the_control():
    page = drawn({"name": ""})
    control = opening(page, 'id="id_name"')
    assert 'aria-describedby="id_name_helptext id_name_error"' in control
    assert 'aria-invalid="true"' in control
    assert "govuk-input--error" in control
    assert 'id="id_name_helptext"' in page
    assert 'id="id_name_error"' in page


def test_what_was_typed_is_kept():
    page = drawn({"name": "Айгүл <b>", "text": "How many?"})
    assert 'value="Айгүл &lt;b&gt;"' in opening(page, 'id="id_name"')
    assert "How many?</textarea>" in page


def test_error_summary_links_to_every_control_that_exists():
    form = QuestionForm({"secret": ""})
    with translation.override("en"):
        summary = render_to_string("components/error_summary.html", {"form": form})
        page = str(form)
    anchors = re.findall(r'href="#(\w+)"', summary)
    assert anchors == ["id_name", "id_way_0", "id_agency", "id_text", "id_agrees"]
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in page] == []
    assert "Name – This field is required." in summary
    assert "attach your files again" in summary


def test_error_summary_of_a_good_form_is_empty():
    assert render_to_string("components/error_summary.html", {"form": QuestionForm()}).strip() == ""
