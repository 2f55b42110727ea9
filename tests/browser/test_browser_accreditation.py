"""The applicant's path in Chromium: from the announcement to the receipt, with the photograph cropped by keys."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from accreditation.models import Application, Intake, Outlet
from agencies.models import Agency
from tests.accreditation.applicants import picture
from tests.accreditation.press import PDF, make_iin, make_intake, make_outlet
from tests.browser.conftest import DESK, PHONE, Visitor
from tests.browser.test_browser_pages import faults_of

pytestmark = pytest.mark.browser
SUBMIT = "button[data-prevent-double-click]"


@pytest.mark.parametrize(("language", "viewport"), [("kk", PHONE), ("ru", DESK)])
def test_applicant_walks_from_announcement_to_receipt(visitor, tmp_path, language, viewport):
    outlet = make_outlet(name_kk="Дала үні", name_ru="Голос степи", name_en="")
    intake = make_intake(Agency.objects.get(slug="nature"), at=timezone.now())
    window = visitor(viewport)
    walk = Walk(window, language, intake, tmp_path)
    walk.read()
    window.sign_in("journalist@demo.kz", language)
    walk.begin()
    walk.choose_outlet(outlet)
    walk.answer()
    walk.crop_photograph()
    walk.pass_signature()
    walk.add_documents()
    walk.send()
    assert "\n".join(walk.faults) == ""
    assert window.complaints == []
    application = Application.objects.get(intake=intake)
    assert (application.outlet, application.full_name) == (outlet, "Әсел Ғабитқызы Һәкімова")


class Walk:
    """Each page is looked at by axe before it is left."""

    def __init__(self, window: Visitor, language: str, intake: Intake, folder: Path) -> None:
        self.window, self.page, self.language, self.folder = window, window.page, language, folder
        self.intake = intake
        self.faults: list[str] = []

    def look(self) -> Page:
        complaints = list(self.window.complaints)
        self.faults += [f"{self.page.url}: {fault}" for fault in faults_of(self.page) + complaints]
        self.window.complaints.clear()
        return self.page

    def go(self, path: str) -> Page:
        self.window.go(f"/{self.language}{path}")
        return self.look()

    def press(self, button: str = SUBMIT) -> Page:
        self.window.press(self.page.locator(f"main form {button}").last)
        return self.look()

    def read(self) -> None:
        for path in ("/accreditation/", "/accreditation/accredited/", "/accreditation/foreign/"):
            self.go(path)
        self.go(f"/accreditation/rules/{self.intake.agency.slug}/")
        self.go("/messages/subscribe/accreditation_intake/")
        self.go(f"/accreditation/{self.intake.pk}/")

    def begin(self) -> None:
        self.go("/my-accreditation/")
        self.go("/my-accreditation/staff/")
        self.go("/my-accreditation/outlets/add/")
        self.go(f"/accreditation/{self.intake.pk}/apply/")
        self.press("button[value=self]")

    def choose_outlet(self, outlet: Outlet) -> None:
        """Found while typing, without the button."""
        self.page.fill("#q", outlet.name_ru[:6])
        self.page.locator(f"[data-found] #outlet_{outlet.pk}").check()
        self.press()

    def answer(self) -> None:
        self.press()  # nothing chosen: the page says what is wrong
        self.page.check("[name=function][value=JOURNALIST]")
        self.press()
        for name, value in {
            "full_name": "Әсел Ғабитқызы Һәкімова",
            "name_latin": "Assel Khakimova",
            "iin": make_iin(),
            "phone": "+7 701 000 00 00",
        }.items():
            self.page.fill(f"[name={name}]", value)
        self.press()
        self.press()  # equipment
        self.press()  # languages
        self.page.check("[name=acknowledged]")
        self.press()
        self.page.check("[name=consent]")
        self.press()

    def crop_photograph(self) -> None:
        """By the keyboard alone; only the part that was chosen is sent."""
        photo = self.folder / "wide.jpg"
        photo.write_bytes(picture((1600, 1000)))
        self.page.set_input_files("[name=photo]", photo)
        canvas = self.page.locator(".crop__canvas")
        canvas.wait_for()  # the picture is read
        canvas.focus()
        for key in ("+", "+", "ArrowLeft", "ArrowDown"):
            canvas.press(key)
        assert self.page.input_value("[data-zoom]") == "120"
        assert self.page.input_value("[data-across]") == "47"
        self.look()
        self.press("button:not([name])")
        shown = self.page.evaluate("[...document.querySelectorAll('.portrait__image')].map((it) => it.naturalWidth)")
        assert shown == [624]  # 3 by 4 out of 1600 × 1000 is 750 across; 1.2 times nearer, in thirds
        self.press("button[name=go_on]")

    def pass_signature(self) -> None:
        self.press()

    def add_documents(self) -> None:
        document = self.folder / "document.pdf"
        document.write_bytes(PDF)
        for kind in ("EDITOR_REQUEST", "CONTRACT", "IDENTITY"):
            self.page.set_input_files(f"[name={kind}]", document)
        self.press("button[name=go_on]")

    def send(self) -> None:
        self.press()
        assert "/receipt/" in self.page.url
        self.window.press("main p a.govuk-link")
        self.look()
        self.go("/my-accreditation/")
