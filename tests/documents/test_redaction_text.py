"""What a PDF's own text proposes to black out, and what text remains."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from pypdf.generic import RectangleObject

from documents.personal_data import BLACK
from documents.redaction import Area, NotRedactable, page_images, remaining_text, text_boxes
from tests.documents.papers import IIN, SECRET, changed, paper, whole_dossier


def proposed(content, **options):
    options = {"language": "ru"} | options
    return [(proposal.area.page, proposal.kind.value, proposal.text) for proposal in text_boxes(content, **options)]


def test_personal_data_of_the_text_are_proposed_page_by_page():
    content = paper(f"ИИН {IIN} \\ от Ивановой Марии Петровны #pagebreak() звоните +7 701 234 56 78")
    assert proposed(content) == [
        (1, "IIN", IIN),
        (1, "NAME", "Ивановой Марии Петровны"),
        (2, "PHONE", "+7 701 234 56 78"),
    ]


def test_known_names_are_proposed_in_every_line_they_stand_in():
    content = paper("Жауап: Айгүл \\ Смағұлға", language="kk")
    found = proposed(content, language="kk", known_names=["Айгүл Смағұл"])
    assert [words.split() for _page, _kind, words in found] == [["Айгүл", "Смағұлға"]] * 2


def test_page_without_text_proposes_nothing():
    assert proposed(paper("#rect(fill: black)")) == []


def turned(degrees):
    return lambda writer: writer.pages[0].rotate(degrees)


def cropped(writer):
    writer.pages[0].cropbox.lower_left, writer.pages[0].cropbox.upper_right = (20, 40), (390, 290)


def moved(writer):
    writer.pages[0].mediabox = writer.pages[0].cropbox = RectangleObject((-50, -20, 400, 300))


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(turned(0), id="as it is"),
        pytest.param(turned(90), id="turned right"),
        pytest.param(turned(180), id="upside down"),
        pytest.param(turned(270), id="turned left"),
        pytest.param(cropped, id="cropped"),
        pytest.param(moved, id="with an origin of its own"),
    ],
)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(IIN, id="digits"),
        pytest.param("Ғұмарова Әйгерім Қуанышқызы", id="letters with tails and marks"),
        pytest.param("#skew(ax: -20deg)[Ивановой Марии Петровны]", id="leaning"),
        pytest.param("#text(size: 40pt)[+7 701 234 56 78]", id="large, over two lines"),
        pytest.param("#rotate(30deg)[Ивановой Марии Петровны]", id="on a slant"),
    ],
)
def test_proposals_cover_every_trace_of_the_words(body, change):
    """Nothing else is on the page: with the proposals whitened it must be empty."""
    content = changed(paper(f"#v(40pt) {body}"), change)
    [preview] = page_images(content)
    with Image.open(BytesIO(preview)) as image:
        page = image.convert("L")
    assert page.getextrema()[0] < 100
    pen = ImageDraw.Draw(page)
    for proposal in text_boxes(content, language="kk"):
        pen.rectangle(proposal.area.pixels(*page.size), fill="white")
    assert page.getextrema() == (255, 255)


def test_proposal_does_not_follow_the_outline_of_the_letters():
    content = paper("Асан #pagebreak() Руру")
    low, deep = (proposal.area for proposal in text_boxes(content, language="kk", known_names=["Асан", "Руру"]))
    assert (low.top, low.bottom) == pytest.approx((deep.top, deep.bottom), abs=0.001)


def test_proposal_leaves_the_neighbours_readable():
    content = paper(f"#set par(leading: 0.1em)\n before {IIN} gap \\ Қызғылт line below")
    areas = [proposal.area for proposal in text_boxes(content, language="en")]
    assert remaining_text(content, areas) == f"before {BLACK} gap\nҚызғылт line below"


def test_remaining_text_lacks_what_is_marked_and_the_rest_of_its_words():
    content = paper("Мәңгілік Ел #pagebreak() екінші бет")
    assert remaining_text(content, []) == "Мәңгілік Ел\n\nекінші бет"
    assert remaining_text(content, [Area(1, 0, 0, 0.12, 1)]) == f"{BLACK} Ел\n\nекінші бет"
    assert remaining_text(content, [Area(2, 0, 0, 1, 1)]) == f"Мәңгілік Ел\n\n{BLACK} {BLACK}"


def test_remaining_text_may_hold_what_no_page_shows():
    """Why somebody must read it first; scans have their whole text so, under the picture."""
    assert f"invisible {SECRET}" in remaining_text(whole_dossier(), [])


def test_area_on_no_page_is_refused():
    with pytest.raises(NotRedactable, match=r"^The file has no page 2.$"):
        remaining_text(paper("text"), [Area(2, 0, 0, 1, 1)])
