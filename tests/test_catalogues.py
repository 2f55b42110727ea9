"""Kazakh and Russian are whole, and each is itself."""

import gettext
import json
import os
import re
import shutil
import sys
from datetime import date
from pathlib import Path

import polib
import pytest
from django.contrib import admin
from django.core.management import call_command
from django.utils.translation import override

from deadlines.words import day_words

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "scripts"))
import vendor_catalogue  # noqa: E402 - scripts/ is no package

CATALOGUES = sorted(ROOT.glob("locale/**/*.po"))
KAZAKH = [path for path in CATALOGUES if "kk" in path.parts]
RUSSIAN = [path for path in CATALOGUES if "ru" in path.parts]
# What a translation must carry over: values, doubled per cents, marks of emphasis and links.
CARRIED_OVER = re.compile(r"%%|%\(\w+\)[.\d]*[sdrf]|%[sdr]|\{[^{}]*\}|</?[a-z]\w*")
KAZAKH_LETTERS = set("әғқңөұүһі")
SAME_IN_EVERY_LANGUAGE = {"Telegram", "IPv4", "IPv6", "API", "e-Otinish"}
# Kazakh sentences that happen to need no letter of their own.
KAZAKH_WITHOUT_ITS_LETTERS = {
    "%(email)s мекенжайы алып тасталды.",
    "%(number)s бойынша тапсырма орындалды",
    "Адамдарды кестеден алу (CSV)",
    "Аккредиттелген журналистер",
    "Аккредиттелген журналистерге жазу",
    "Аккредиттелгендерге хабарламалар",
    "Аккредиттеуден бас тартасыз ба?",
    "Аккредиттеуден бас тарту",
    "Аккредиттеуден бас тартылды",
    "Бас тарту туралы алдын ала хабарлау",
    "Бас тарту туралы хабарланды: %(number)s",
    "Жауап жобасы алып тасталды",
    "Картада болатын фотосурет",
    "Пайдаланушы аты немесе телефон",
    "Хатты немесе картаны тексеру",
    "Шектеулер туралы алдын ала хабарлау",
    "Шектеулер туралы хабарланды: %(number)s",
    "аккредиттелген журналист",
    "аккредиттелген журналистер",
    "аккредиттелген журналистерге хабарлама",
    "аккредиттелген журналистерге хабарламалар",
    "дербес деректер жойылды",
    "мекенжайды растау жазбалары",
}


def words(path):
    """(msgid, one form of its translation) for every form in a catalogue."""
    for entry in polib.pofile(str(path)):
        forms = entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]
        yield from ((entry.msgid_plural or entry.msgid, form) for form in forms)


def letters(text):
    return "".join(filter(str.isalpha, CARRIED_OVER.sub("", text)))


def named(path):
    return str(path.relative_to(ROOT / "locale"))


def keys(entries):
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural) for entry in entries}


def test_catalogues_are_there():
    assert [named(path) for path in CATALOGUES] == [
        "kk/LC_MESSAGES/django.po",
        "ru/LC_MESSAGES/django.po",
        "vendor/kk/LC_MESSAGES/django.po",
        "vendor/kk/LC_MESSAGES/djangojs.po",
        "vendor/ru/LC_MESSAGES/django.po",
    ]


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_catalogue_compiles(path, tmp_path):
    compiled = tmp_path / "django.mo"
    polib.pofile(str(path), check_for_duplicates=True).save_as_mofile(str(compiled))
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).info()["plural-forms"] == vendor_catalogue.plural_forms(language(path))


def language(path):
    return path.parents[1].name


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_catalogue_is_complete(path):
    catalogue = polib.pofile(str(path))
    assert [entry.msgid for entry in catalogue if not entry.translated() or entry.obsolete] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_translation_carries_over_every_value(path):
    assert [
        (said, form) for said, form in words(path) if set(CARRIED_OVER.findall(said)) != set(CARRIED_OVER.findall(form))
    ] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=named)
def test_translation_differs_from_the_english(path):
    assert {said for said, form in words(path) if said == form and letters(said)} - SAME_IN_EVERY_LANGUAGE == set()


def test_kazakh_is_not_russian():
    long = {form for path in KAZAKH for _said, form in words(path) if len(letters(form)) > 20}
    assert {form for form in long if not KAZAKH_LETTERS & set(form.lower())} == KAZAKH_WITHOUT_ITS_LETTERS


@pytest.mark.parametrize("path", RUSSIAN, ids=named)
def test_russian_is_not_kazakh(path):
    assert [form for _said, form in words(path) if KAZAKH_LETTERS & set(form.lower())] == []


@pytest.mark.parametrize("path", RUSSIAN, ids=named)
def test_russian_sentence_ends_in_no_date(path):
    """A Russian date ends in "г." already: a full stop behind it would make two."""
    dates = re.compile(r"%\((?:\w+_)?(?:date|day|due|due_on|from|last|on)\)s\.$")
    assert [form for _said, form in words(path) if dates.search(form)] == []


@pytest.mark.parametrize("domain", vendor_catalogue.DOMAINS)
@pytest.mark.parametrize("language", vendor_catalogue.LANGUAGES)
def test_vendor_catalogue_fills_every_gap(language, domain):
    """Fails after an upgrade that brings new words: run scripts/vendor_catalogue.py and translate them."""
    path = vendor_catalogue.path_of(language, domain)
    needed = vendor_catalogue.brought_in_step(path, language, domain)
    assert keys(needed) == (keys(polib.pofile(str(path))) if path.exists() else set())


@pytest.mark.parametrize(
    ("language", "day"),
    [("kk", "2026 ж. 31 наурыз, Сс"), ("ru", "вт, 31 марта 2026 г."), ("en", "Tue 31 March 2026")],
)
def test_day_is_written_as_its_language_does(language, day):
    """Django's Kazakh Tuesday is "Сб", which reads as Saturday in Russian; its months are capitals."""
    with override(language):
        assert day_words(date(2026, 3, 31)) == day


def test_scripts_of_the_admin_speak_kazakh(rf):
    with override("kk"):
        script = admin.site.i18n_javascript(rf.get("/")).content.decode()
    assert json.dumps("Күнді таңдаңыз") in script


@pytest.fixture(scope="module")
def gettext_tools():
    if shutil.which("xgettext") is None:
        assert "CI" not in os.environ, "gettext is not installed"
        pytest.skip("gettext is not installed: whether the catalogues have every word of the code was not tested")


@pytest.fixture
def words_of_the_code(gettext_tools, tmp_path, monkeypatch, settings):
    """Extracted anew from a copy, for the command writes beside what it reads."""
    for path in {*ROOT.glob("[a-z]*/**/*.py"), *ROOT.glob("templates/**/*.*")}:
        to = tmp_path / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", keep_pot=True, verbosity=0)
    return keys(polib.pofile(str(tmp_path / "locale" / "django.pot")))


def test_catalogues_have_every_word_of_the_code(words_of_the_code):
    """Fails when words were added or changed: run `make messages` and translate them."""
    for path in (KAZAKH[0], RUSSIAN[0]):
        assert keys(polib.pofile(str(path))) == words_of_the_code


def test_every_name_under_which_words_are_marked_is_extracted():
    """`from … import gettext as _say` would be English for everybody, and nothing else here would see it."""
    from pressoffice.management.commands.makemessages import Command

    extracted = {option.removeprefix("--keyword=").split(":")[0] for option in Command.xgettext_options} | {"_"}
    renamed = re.compile(r"import n?p?n?gettext(?:_lazy|_noop)? as (\w+)")
    used = {
        name
        for path in ROOT.glob("*/**/*.py")
        if not {".venv", "tests"} & set(path.parts)
        for name in renamed.findall(path.read_text("utf-8"))
    }
    assert used - extracted == set()
