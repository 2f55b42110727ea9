"""Answers for everybody: found by the words of each language, without personal data, and gone when withdrawn."""

from io import BytesIO

import pytest
import time_machine
import typst
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from documents.checks import check_upload
from documents.redaction import Area
from inquiries.models import Publication
from inquiries.search import find_published, frequently_requested, offers
from inquiries.services import (
    NotPublishable,
    PublicWords,
    UnlawfulMove,
    black_out_file,
    draft_publication,
    publish_answer,
    withdraw_publication,
    withhold_file,
)
from inquiries.services.publishing import publishable_files
from tests.inquiries.desk import HOUR, THURSDAY, answer, asked, case_url, given, make_office, signed_in
from tests.inquiries.public import OUTLET, fill

pytestmark = pytest.mark.django_db
SECRET = "Сергей Петрович Кузнецов"
IIN = "791028302728"


@pytest.fixture
def office():
    return make_office()


def published(office, *, subject="Floods", question="How many houses?", text="Seven.", language="en", at=THURSDAY):
    """An answer that everybody may read since `at`."""
    inquiry = given(office, subject=subject, text=question, language=language)
    done = answer(inquiry, by=office.officer, approved_by=office.senior, text=text)
    draft = draft_publication(inquiry=done, by=office.officer, at=THURSDAY)
    words = PublicWords(draft.subject, draft.question, draft.answer)
    return publish_answer(publication=draft, words=words, published_at=at, by=office.officer, at=THURSDAY)


def pdf_of(*lines: str) -> bytes:
    page = "#set page(width: 200pt, height: 100pt, margin: 0pt)\n"
    placed = [f'#place(dx: 10pt, dy: {10 + 40 * number}pt, "{line}")' for number, line in enumerate(lines)]
    return typst.compile((page + "\n".join(placed)).encode())


def answered_with_pdf(office, content: bytes):
    upload = check_upload(SimpleUploadedFile("list.pdf", content))
    inquiry = given(office, name="Aigul")
    done = answer(inquiry, by=office.officer, approved_by=office.senior, files=[upload])
    return draft_publication(inquiry=done, by=office.officer, at=THURSDAY)


def test_draft_has_the_personal_data_black_already(office):
    inquiry = given(office, name=SECRET, language="ru", text=f"Я, {SECRET}, ИИН {IIN}, прошу данные о воде.")
    done = answer(inquiry, by=office.officer, approved_by=office.senior, text=f"Уважаемый {SECRET}! Воды 7 км³.")
    draft = draft_publication(inquiry=done, by=office.officer, at=THURSDAY)
    assert [word for word in (*SECRET.split(), IIN) if word in draft.question + draft.answer] == []
    assert "прошу данные о воде" in draft.question
    assert "Воды 7 км³." in draft.answer


@pytest.mark.parametrize("state", ["open", "spoken"])
def test_only_what_was_decided_in_writing_is_published(office, state):
    inquiry = asked(office) if state == "open" else given(office)
    with pytest.raises(NotPublishable):
        draft_publication(inquiry=inquiry, by=office.officer, at=THURSDAY)


@pytest.mark.parametrize(
    ("language", "subject", "question", "words"),
    [
        ("ru", "Вода в реках", "Какова вода в реках области?", "реке"),  # Russian is stemmed
        ("kk", "Министрліктің бюджеті", "Министрліктердің бюджеті қандай?", "министрлік"),  # Kazakh by beginnings
        ("en", "Planted trees", "How many trees were planted?", "planting tree"),  # English is stemmed
        ("ru", "Закупка станций мониторинга", "Сколько станций?", "закупкa станцый"),  # slips of typing
        ("en", "Floods", "How many houses?", "seven"),  # the words of the answer count too
    ],
)
def test_answer_is_found_by_the_rules_of_its_language(office, language, subject, question, words):
    wanted = published(office, subject=subject, question=question, language=language)
    published(office, subject="Zzz", question="Qqq", text="Xxx", language="en")
    assert [row.pk for row in find_published(words, at=THURSDAY)] == [wanted.pk]


@pytest.mark.parametrize("words", ["' & !", "a:b <-> (", "\\", "\0", "%", "a" * 5000, "'; drop table --"])
def test_operators_in_a_search_are_only_signs(office, client, words):
    published(office)
    assert list(find_published(words, at=THURSDAY)) is not None
    assert client.get("/en/answers/", {"words": words}).status_code == 200


def test_answer_waits_for_its_moment_and_goes_when_it_is_withdrawn(office, client):
    later = published(office, at=THURSDAY + HOUR)
    address = f"/en/answers/{later.pk}/"
    with time_machine.travel(THURSDAY, tick=False):
        assert client.get(address).status_code == 404
        assert "Floods" not in client.get("/en/answers/").content.decode()
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        assert client.get(address).status_code == 200
        assert "Floods" in client.get("/en/answers/").content.decode()
    withdraw_publication(publication=later, reason="A name was left", by=office.officer, at=THURSDAY + HOUR)
    with time_machine.travel(THURSDAY + 2 * HOUR, tick=False):
        assert client.get(address).status_code == 404
        assert list(find_published("floods", at=THURSDAY + 2 * HOUR)) == []


def test_published_page_names_nobody(office, client):
    inquiry = given(office, name="Zhanar Omarova", email="zhanar@people.example", language="en")
    done = answer(inquiry, by=office.officer, approved_by=office.senior)
    draft = draft_publication(inquiry=done, by=office.officer, at=THURSDAY)
    words = PublicWords(draft.subject, draft.question, draft.answer)
    publish_answer(publication=draft, words=words, published_at=THURSDAY, by=office.officer, at=THURSDAY)
    page = client.get(f"/en/answers/{draft.pk}/").content.decode()
    assert [word for word in ("Zhanar", "zhanar@", inquiry.number, inquiry.secret) if word in page] == []


def test_similar_answers_are_offered_while_somebody_types(office, client):
    wanted = published(office, subject="Floods in the north", question="How many houses were flooded?")
    published(office, subject="Roads", question="How long?", text="Ten kilometres.")
    offered = offers("flood houses this spring", agency=office.agency, language="en", at=THURSDAY)
    assert [publication.pk for publication in offered] == [wanted.pk]
    with time_machine.travel(THURSDAY, tick=False):
        fragment = client.get("/en/answers/offers/", {"words": "flood houses", "agency": office.agency.slug})
    assert f"/en/answers/{wanted.pk}/" in fragment.content.decode()


def test_frequently_requested_counts_who_asked_the_same(office):
    often = published(office, subject="Floods", question="How many houses?")
    published(office, subject="Roads", question="How long?")
    for _ in range(2):
        asked(office, subject="FLOODS", text="how many  houses")
    assert frequently_requested(at=THURSDAY) == [(often, 3)]


def test_list_costs_the_same_for_one_answer_and_three(office, client, django_assert_num_queries):
    published(office)
    with time_machine.travel(THURSDAY, tick=False):
        with django_assert_num_queries(5):
            client.get("/en/answers/")
        published(office, subject="Roads", question="How long?")
        published(office, subject="Trees", question="How many?")
        with django_assert_num_queries(5):
            client.get("/en/answers/")


def test_blacked_out_file_holds_nothing_of_the_secret(office, client):
    draft = answered_with_pdf(office, pdf_of("Public words", "Secret Ivanov"))
    [original] = publishable_files(draft.inquiry)
    bottom_half = [Area(1, 0, 0.4, 1, 1)]
    shown = black_out_file(
        publication=draft, original=original, areas=bottom_half, text="Public words", by=office.officer, at=THURSDAY
    )
    words = PublicWords("S", "Q", "A")
    publish_answer(publication=draft, words=words, published_at=THURSDAY, by=office.officer, at=THURSDAY)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        content = client.get(f"/en/answers/{draft.pk}/files/{shown.pk}/").getvalue()
    [page] = PdfReader(BytesIO(content)).pages
    assert page.extract_text().strip() == ""
    [picture] = page.images
    grey = picture.image.convert("L")
    width, height = grey.size
    darkest, brightest = grey.crop((8, int(height * 0.5), width - 8, height - 8)).getextrema()
    assert brightest < 16  # the half of the secret is black
    darkest, brightest = grey.crop((0, 0, width, int(height * 0.35))).getextrema()
    assert (darkest < 100, brightest > 200) == (True, True)  # the public words are still drawn


def test_file_of_another_case_is_not_blacked_out(office):
    mine, theirs = (answered_with_pdf(office, pdf_of(name)) for name in ("One", "Two"))
    [foreign] = publishable_files(theirs.inquiry)
    with pytest.raises(UnlawfulMove):
        black_out_file(publication=mine, original=foreign, areas=[], text="", by=office.officer, at=THURSDAY)


def test_withheld_file_is_not_shown(office, client):
    draft = answered_with_pdf(office, pdf_of("One"))
    [original] = publishable_files(draft.inquiry)
    shown = black_out_file(publication=draft, original=original, areas=[], text="", by=office.officer, at=THURSDAY)
    words = PublicWords("S", "Q", "A")
    publish_answer(publication=draft, words=words, published_at=THURSDAY, by=office.officer, at=THURSDAY)
    withhold_file(published=shown, by=office.officer, at=THURSDAY)
    assert client.get(f"/en/answers/{draft.pk}/files/{shown.pk}/").status_code == 404


# --- The officer's pages --------------------------------------------------------------------------------------


def test_officer_prepares_blacks_out_and_publishes(office):
    inquiry = answered_with_pdf(office, pdf_of("Public words", "Call +7 701 123 45 67")).inquiry
    [original] = publishable_files(inquiry)
    client = signed_in(office.officer)
    with time_machine.travel(THURSDAY + HOUR, tick=False):
        file_page = case_url(inquiry, f"publish/{original.pk}/")
        proposed = client.get(file_page).context["areas"].initial
        assert [row["page"] for row in proposed] == [1]  # the telephone number was found
        assert client.get(f"{file_page}1.png")["Content-Type"] == "image/png"
        assert client.get(f"{file_page}2.png").status_code == 404
        sent = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "text": "Public words"}
        sent |= {f"form-0-{name}": value for name, value in proposed[0].items()}
        assert client.post(file_page, sent).status_code == 302
        words = {"subject": "S", "question": "Q", "answer": "A", "published_at": "2026-03-19T12:00"}
        unread = client.post(case_url(inquiry, "publish/"), words)
        assert (unread.status_code, Publication.objects.get().published_at) == (422, None)
        assert client.post(case_url(inquiry, "publish/"), words | {"checked": "on"}).status_code == 302
    publication = Publication.objects.get()
    assert (publication.answer, publication.published_at) == ("A", THURSDAY + HOUR)
    assert publication.files.get().text == "Public words"


def test_area_outside_the_page_is_named_and_the_rest_is_kept(office):
    inquiry = answered_with_pdf(office, pdf_of("One")).inquiry
    [original] = publishable_files(inquiry)
    row = {"form-0-page": 1, "form-0-left": 80, "form-0-right": 20, "form-0-top": 0, "form-0-bottom": 50}
    sent = {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "text": "typed"} | row
    page = signed_in(office.officer).post(case_url(inquiry, f"publish/{original.pk}/"), sent).content.decode()
    assert "An area goes from left to right" in page
    assert "typed" in page


@pytest.mark.parametrize(("who", "status"), [("auditor", 403), ("head", 403)])
def test_only_officers_publish(office, who, status):
    inquiry = answered_with_pdf(office, pdf_of("One")).inquiry
    client = signed_in(getattr(office, who))
    assert client.get(case_url(inquiry, "publish/")).status_code == status
    assert client.post(case_url(inquiry, "publish/withdraw/")).status_code == status


def test_stranger_finds_no_publication_page(office):
    inquiry = answered_with_pdf(office, pdf_of("One")).inquiry
    assert signed_in(make_office().officer).get(case_url(inquiry, "publish/")).status_code == 404


def test_check_page_offers_what_is_answered_already(office, client):
    wanted = published(office, subject="Су тасқыны", question="Қанша үйді су басты?", language="kk")
    with time_machine.travel(THURSDAY, tick=False):
        fill(client, office.agency, OUTLET)
        page = client.get("/en/ask/check/").content.decode()
    assert f"/answers/{wanted.pk}/" in page
