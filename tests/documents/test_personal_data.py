"""Personal data proposed in three languages, and texts blacked out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.personal_data import BLACK, Kind, black_out, find_personal_data


def found(text, *, language, known_names=()):
    findings = find_personal_data(text, language=language, known_names=known_names)
    return [(finding.kind.value, text[finding.start : finding.end]) for finding in findings]


def row(language, text, kind, it, reason):
    return pytest.param(language, text, [(kind, it)], id=f"{language} {kind}: {reason}")


HITS = [
    row("ru", "Мой ИИН 900101300017.", "IIN", "900101300017", "twelve digits with a true check digit"),
    row("ru", "ИИН 900101 300017", "IIN", "900101 300017", "as the card prints it"),
    row("kk", "ЖСН900101300017", "IIN", "900101300017", "written to the word"),
    row("ru", "звоните +7 (701) 234-56-78.", "PHONE", "+7 (701) 234-56-78", "mobile"),
    row("ru", "8 701 234 56 78", "PHONE", "8 701 234 56 78", "with the eight of old"),
    row("kk", "87012345678 нөмірі", "PHONE", "87012345678", "without blanks"),
    row("ru", "77012345678", "PHONE", "77012345678", "without the plus"),
    row("ru", "8 (7172) 74-12-34", "PHONE", "8 (7172) 74-12-34", "Astana"),
    row("en", "call +44 20 7946 0958", "PHONE", "+44 20 7946 0958", "abroad"),
    row("ru", "тел.: 74-12-34", "PHONE", "74-12-34", "local, told by the word"),
    row("kk", "айгүл.б@mail.kz, күтемін", "EMAIL", "айгүл.б@mail.kz", "Cyrillic mailbox, the comma stays"),
    row("en", "Write to a.bekova+press@mail.example.kz.", "EMAIL", "a.bekova+press@mail.example.kz", "the dot stays"),
    row("ru", "карта 4111 1111 1111 1111", "CARD", "4111 1111 1111 1111", "Luhn"),
    row("ru", "5555-5555-5555-4444", "CARD", "5555-5555-5555-4444", "hyphens"),
    row("en", "3782 822463 10005", "CARD", "3782 822463 10005", "fifteen digits"),
    row("ru", "счёт KZ86125KZT5004100100", "ACCOUNT", "KZ86125KZT5004100100", "IBAN of Kazakhstan"),
    row("kk", "KZ86 125K ZT50 0410 0100 шоты", "ACCOUNT", "KZ86 125K ZT50 0410 0100", "in groups"),
    row("en", "DE89370400440532013000", "ACCOUNT", "DE89370400440532013000", "IBAN from abroad"),
    row("ru", "удостоверение личности № 012345678 МВД", "ID_DOCUMENT", "012345678", "identity card"),
    row("kk", "жеке куәлік № 012345678", "ID_DOCUMENT", "012345678", "identity card"),
    row("kk", "№ 012345678 жеке куәлігі", "ID_DOCUMENT", "012345678", "the word comes after"),
    row("en", "ID card No 012345678", "ID_DOCUMENT", "012345678", "identity card"),
    row("ru", "паспорт N12345678", "ID_DOCUMENT", "N12345678", "passport"),
    row("ru", "автомобиль 123 ABC 02", "VEHICLE", "123 ABC 02", "plate of Almaty"),
    row("ru", "автомобиль 777АВС01", "VEHICLE", "777АВС01", "Cyrillic letters that look Latin"),
    row("kk", "нөмірі A 123 BCD", "VEHICLE", "A 123 BCD", "old plate, told by the word"),
    row("ru", "по ул. Абая, д. 10, кв. 5.", "ADDRESS", "ул. Абая, д. 10, кв. 5", "street, house, flat"),
    row("ru", "ул. Абая 10/2", "ADDRESS", "ул. Абая 10/2", "a corner house"),
    row("ru", "улица имени Кунаева, 10", "ADDRESS", "улица имени Кунаева, 10", "named after somebody"),
    row("ru", "мкр. Самал-2, д. 58, кв. 12", "ADDRESS", "мкр. Самал-2, д. 58, кв. 12", "district"),
    row("ru", "мкр. 8, дом 12, кв 5", "ADDRESS", "мкр. 8, дом 12, кв 5", "district with a number"),
    row("ru", "на проспекте Назарбаева 15А", "ADDRESS", "проспекте Назарбаева 15А", "house with a letter"),
    row("ru", "пр. Мәңгілік Ел, 8", "ADDRESS", "пр. Мәңгілік Ел, 8", "Kazakh name in a Russian text"),
    row("kk", "Абай көшесі, 10-үй, 5-пәтер", "ADDRESS", "Абай көшесі, 10-үй, 5-пәтер", "street, house, flat"),
    row("kk", "Астана қ., Мәңгілік Ел даңғылы, 8", "ADDRESS", "Мәңгілік Ел даңғылы, 8", "avenue"),
    row("kk", "12-ші ықшамаудан, 5-үй", "ADDRESS", "12-ші ықшамаудан, 5-үй", "district with a number"),
    row("kk", "Самал ықшамауданы 58", "ADDRESS", "Самал ықшамауданы 58", "district"),
    row("en", "10 Abay Street, apt 5", "ADDRESS", "10 Abay Street, apt 5", "house first"),
    row("en", "Abay Avenue 10", "ADDRESS", "Abay Avenue 10", "house last"),
    row("ru", "12.03.1990 г.р.", "BIRTH_DATE", "12.03.1990", "two letters after it"),
    row("ru", "12 марта 1990 года рождения", "BIRTH_DATE", "12 марта 1990", "in words"),
    row("ru", "родилась в Таразе 12.03.1990", "BIRTH_DATE", "12.03.1990", "the place between"),
    row("ru", "дата рождения: 1990-03-12", "BIRTH_DATE", "1990-03-12", "as machines write it"),
    row("ru", "1990 г.р.", "BIRTH_DATE", "1990", "the year alone"),
    row("ru", "родился в 1990 году", "BIRTH_DATE", "1990", "the year alone"),
    row("kk", "1990 жылғы 12 наурызда туған", "BIRTH_DATE", "1990 жылғы 12 наурызда", "in words"),
    row("kk", "туған күні: 12.03.1990", "BIRTH_DATE", "12.03.1990", "form"),
    row("kk", "12.03.1990 ж.т.", "BIRTH_DATE", "12.03.1990", "two letters after it"),
    row("kk", "1990 жылы туған", "BIRTH_DATE", "1990", "the year alone"),
    row("en", "born on 12 March 1990", "BIRTH_DATE", "12 March 1990", "day first"),
    row("en", "born March 12, 1990", "BIRTH_DATE", "March 12, 1990", "month first"),
]


@pytest.mark.parametrize(("language", "text", "expected"), HITS)
def test_personal_data_is_found_to_the_letter(language, text, expected):
    assert found(text, language=language) == expected


def none(language, text, reason):
    return pytest.param(language, text, id=f"{language}: {reason}")


NOTHING = [
    none("ru", "Запрос INQ-2026-000123 зарегистрирован 12.03.2026.", "a case number and a day"),
    none("ru", "Закон № 93-VIII от 19 июня 2024 года", "a law"),
    none("ru", "статья 12, пункт 3 приказа № 145-НҚ", "an article"),
    none("ru", "12.03.1990 г. принято решение", "a day on which nobody was born"),
    none("ru", "12.03.1990 г. Решение принято", "the capital after a year is no word of birth"),
    none("ru", "рождаемость в 2025 году", "births of a country"),
    none("ru", "8 700 000 000 тенге", "a sum of ten digits"),
    none("ru", "87 000 000 000 тенге", "a sum of eleven digits"),
    none("ru", "77000000000 тенге", "a sum without blanks"),
    none("ru", "+10 000 000 000 тенге", "a growth"),
    none("ru", "БИН 940740000911", "the number of a body"),
    none("ru", "ИИН 900101300018", "a wrong check digit"),
    none("ru", "4111 1111 1111 1112", "not a card: Luhn"),
    none("ru", "KZ86125KZT5004100101", "not an account: ISO 13616"),
    none("ru", "012345678", "nine digits of nothing"),
    none("ru", "на 100 USD 15 марта", "a sum in dollars"),
    none("ru", "улица Абая закрыта", "a street without a house"),
    none("ru", "на улице Абая 15 марта состоится", "a street and a day"),
    none("ru", "площадью 100 кв. м", "an area"),
    none("ru", "в 1414 или 109", "short numbers of services"),
    none("kk", "2026 жылғы 12 наурыздағы № 145-НҚ бұйрық", "an order"),
    none("kk", "Абай көшесінде 15 наурызда", "a street and a day"),
    none("kk", "туу көрсеткіші 2025 жылы", "births of a country"),
    none("kk", "1 000 000 000 000 теңге", "a sum"),
    none("en", "Boeing B737MAX and Airbus A320NEO", "aircraft"),
    none("en", "Law No 93-VIII of 19 June 2024", "a law"),
]


@pytest.mark.parametrize(("language", "text"), NOTHING)
def test_what_is_no_personal_data_is_left(language, text):
    assert found(text, language=language) == []


def test_overlapping_findings_are_one_so_that_no_part_is_lost():
    assert found("ул. А. Иманова 10, кв. 3", language="ru") == [("ADDRESS", "ул. А. Иманова 10, кв. 3")]
    assert found("KZ86 4111 1111 1111 1111", language="ru") == [("CARD", "4111 1111 1111 1111")]


def test_every_kind_has_words_for_people():
    assert {kind for _language, _text, [(kind, _it)] in (hit.values for hit in HITS)} == set(Kind) - {"NAME"}
    assert len({str(kind.label) for kind in Kind}) == len(Kind)


PIECES = st.sampled_from([value for hit in HITS for value in (hit.values[1], " ", "\n", ".", "A", "Ә", "7", "-")])
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join))


@given(TEXTS, st.sampled_from(["kk", "ru", "en"]), st.lists(st.text(max_size=12), max_size=2))
def test_findings_lie_in_the_text_in_order_and_apart(text, language, names):
    findings = find_personal_data(text, language=language, known_names=names)
    ends = [0, *(place for finding in findings for place in finding.span), len(text)]
    assert ends == sorted(ends)
    assert all(finding.start < finding.end for finding in findings)


@pytest.mark.parametrize(
    "piece",
    ["7 ", "A", "Абай ", "Ә.", "а.", "ул. Абая ", "8 701 ", "1@a.", "Абай көшесі 1, ", "KZ86 ", "родился ", "Иванов "],
)
def test_long_text_is_read_in_time_that_grows_with_it(piece):
    began = time.perf_counter()
    find_personal_data(piece * (20_000 // len(piece)), language="en", known_names=["Айгүл Сапарова"])
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    ("text", "part", "blackened"),
    [
        pytest.param("Мен, Айгүл, сұраймын", "Айгүл", f"Мен, {BLACK}, сұраймын", id="punctuation stays"),
        pytest.param("Айгүлге хат", "Айгүл", f"{BLACK} хат", id="the case ending goes too"),
        pytest.param("(Сапарова-Бекова)", "Сапарова", f"({BLACK})", id="both halves of a double name"),
        pytest.param("aigul.bekova@mail.kz!", "bekova", f"{BLACK}!", id="the whole mailbox"),
        pytest.param("+7 701 234 56 78.", "+7 701 234 56 78", f"{BLACK}.", id="the plus too"),
        pytest.param("Сергей, да", "Серге", f"{BLACK}, да", id="a letter in two pieces"),
        pytest.param("Ли и Ким", "Ли и Ким", BLACK, id="several words are one block"),
        pytest.param("a b", " ", f"a{BLACK}b", id="a blank alone"),
    ],
)
def test_black_out_leaves_no_part_of_a_word(text, part, blackened):
    start = text.index(part)
    assert black_out(text, [(start, start + len(part))]) == blackened


def test_black_out_tells_nothing_by_its_length():
    assert black_out("Ли", [(0, 2)]) == black_out("Байтұрсынұлы", [(0, 12)]) == BLACK


def test_black_out_of_findings_leaves_the_rest_word_for_word():
    text = "Айгүл Бекова, ИИН 900101300017, просит ответ по закону № 93-VIII."
    spans = [finding.span for finding in find_personal_data(text, language="ru")]
    assert black_out(text, reversed(spans)) == f"{BLACK}, ИИН {BLACK}, просит ответ по закону № 93-VIII."


@given(st.text(alphabet="аб .,-@"), st.lists(st.tuples(st.integers(-3, 30), st.integers(-3, 30)), max_size=4))
def test_black_out_blackens_exactly_the_touched_words(text, spans):
    blackened = black_out(text, spans)
    touched = {place for start, end in spans for place in range(max(start, 0), min(end, len(text)))}
    assert (BLACK in blackened) == bool(touched)
    pieces = blackened.split(BLACK)
    assert text.startswith(pieces[0])
    assert text.endswith(pieces[-1])
    assert sum(len(piece) for piece in pieces) <= len(text) - len(touched)
