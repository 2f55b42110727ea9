"""Names of people, guessed in three languages, and names that are known."""

import pytest

from documents.personal_data import find_personal_data


def names(text, *, language, known_names=()):
    findings = find_personal_data(text, language=language, known_names=known_names)
    assert {finding.kind.value for finding in findings} <= {"NAME"}
    return [text[finding.start : finding.end] for finding in findings]


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        pytest.param("ru", "Иванов И.И. подал", "Иванов И.И.", id="surname, initials"),
        pytest.param("ru", "подал И. И. Иванов", "И. И. Иванов", id="initials, surname"),
        pytest.param("kk", "Ә.Қ. Серікұлы", "Ә.Қ. Серікұлы", id="Kazakh initials"),
        pytest.param("kk", "А. Смағұл жазды", "А. Смағұл", id="one initial, no ending"),
        pytest.param("kk", "Ғ. Мүсірепов", "Ғ. Мүсірепов", id="one initial"),
        pytest.param("kk", "Сапарова Айгүл Болатқызы", "Сапарова Айгүл Болатқызы", id="surname, name, father"),
        pytest.param("kk", "Ахмет Серік Болатұлының хаты", "Ахмет Серік Болатұлының", id="Kazakh case ending"),
        pytest.param("kk", "Бауыржан Момышұлы", "Бауыржан Момышұлы", id="name, father"),
        pytest.param("ru", "Сериков Болат Маратулы", "Сериков Болат Маратулы", id="without Kazakh letters"),
        pytest.param("ru", "от Ивановой Марии Петровны", "Ивановой Марии Петровны", id="Russian case ending"),
        pytest.param("ru", "Сергей Ильич", "Сергей Ильич", id="father in -ич"),
        pytest.param("ru", "Заявитель Сапаров Даурен", "Сапаров Даурен", id="the title stays"),
        pytest.param("kk", "Қалиева Айгүлге", "Қалиева Айгүлге", id="surname, name in the dative"),
        pytest.param("ru", "Әбдірахманов Ержан", "Әбдірахманов Ержан", id="Kazakh letters in a Russian text"),
        pytest.param("ru", "Айгуль Касенова", "Айгуль Касенова", id="name, surname"),
        pytest.param("ru", "Ержану Ибрагимову-Сапарову", "Ержану Ибрагимову-Сапарову", id="a double surname"),
        pytest.param("ru", "САПАРОВ Даурен", "САПАРОВ Даурен", id="surname in capitals"),
        pytest.param("ru", "ИВАНОВ ИВАН ИВАНОВИЧ", "ИВАНОВ ИВАН ИВАНОВИЧ", id="a form in capitals"),
        pytest.param("ru", "гражданин Сапаров", "Сапаров", id="told by the word before"),
        pytest.param("kk", "Нұрлан мырза", "Нұрлан", id="told by the word after"),
        pytest.param("en", "Dear Mr Smith", "Smith", id="told by Mr"),
        pytest.param("en", "Aigul Bekova wrote", "Aigul Bekova", id="in Latin letters"),
        pytest.param("en", "Bolat Serikuly", "Bolat Serikuly", id="father in Latin letters"),
        pytest.param("en", "A. Bekova", "A. Bekova", id="initial in Latin letters"),
    ],
)
def test_name_is_found_to_the_letter(language, text, name):
    assert names(text, language=language) == [name]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        pytest.param("ru", "Правительство Республики Казахстан", id="a body"),
        pytest.param("ru", "Комитет Государственных Доходов", id="a body whose name ends like a surname"),
        pytest.param("ru", "О РЕМОНТЕ ДЕТСКИХ САДОВ", id="a heading in capitals"),
        pytest.param("ru", "Республика Украина", id="a country"),
        pytest.param("ru", "Приложение А. Порядок", id="a letter that counts"),
        pytest.param("ru", "в США. Казахстан", id="the end of a sentence"),
        pytest.param("ru", "Министр ответил", id="a title alone"),
        pytest.param("ru", "Boeing Berlin Kosova", id="Latin words in a Russian text are brands"),
        pytest.param("kk", "Ұлы Отан соғысы", id="great, not a son"),
        pytest.param("kk", "Қазақстан Республикасының Мәдениет және ақпарат министрлігі", id="a ministry"),
        pytest.param("en", "Republic of Moldova", id="a country that ends like a surname"),
        pytest.param("en", "Section A. Rules", id="a letter that counts, in English"),
        pytest.param("en", "Within Kazakhstan", id="the first word of a sentence"),
    ],
)
def test_what_is_no_name_is_left(language, text):
    assert names(text, language=language) == []


@pytest.mark.parametrize(
    ("known", "text", "expected"),
    [
        pytest.param("Айгүл Смағұл", "Айгүл Смағұлға жауап", ["Айгүл Смағұлға"], id="both words are one"),
        pytest.param("Айгүл Смағұл", "айгүлдің, АЙГҮЛДІҢ, Айгүлмен", ["айгүлдің", "АЙГҮЛДІҢ", "Айгүлмен"], id="Kazakh"),
        pytest.param("Мария", "Марии, Марией, с Марию", ["Марии", "Марией", "Марию"], id="Russian"),
        pytest.param("Aigul", "Aigul's letter", ["Aigul's"], id="English"),
        pytest.param("Айгүл", "Айгүлшаш, Гүлайгүл", [], id="another name that begins or ends so"),
        pytest.param("Ли", "письмо Ли, или лист, Лига", ["Ли"], id="a short name, with its capital alone"),
        pytest.param("", "Айгүл", [], id="nobody"),
    ],
)
def test_known_name_is_found_in_any_case(known, text, expected):
    assert names(text, language="ru", known_names=[known]) == expected
