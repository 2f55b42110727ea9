"""A deprivation from the proposal to the decision: the holder objects, the head decides; axe looks at every page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import User
from accreditation.models import Accreditation, Proceeding
from accreditation.services import (
    accredit_application,
    confirm_identity,
    propose_deprivation,
    record_breach,
    record_review,
)
from accreditation.states import DeprivationGround, HolderState, IdentityProof, ReviewKind, Verdict
from agencies.models import Agency
from tests.accreditation.office import PAPERS
from tests.accreditation.press import make_application, make_intake, make_rules, upload
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_browser_pages import faults_of
from tests.browser.test_browser_procedure import make

pytestmark = pytest.mark.browser
LONG_AGO = timedelta(days=21)


def person(name):
    return User.objects.get(email=f"{name}@demo.kz")


def accredited(agency, at):
    """The demo's journalist, accredited three weeks ago."""
    make_rules(agency, adopted_by=person("officer"))
    papers = [(kind, upload(name)) for kind, name in PAPERS]
    intake = make_intake(agency, at=at, by=person("officer"))
    application = make_application(intake, at=at, by=person("journalist"), documents=papers)
    check = {"kind": ReviewKind.PRESS, "verdict": Verdict.NO_OBJECTION, "by": person("officer"), "at": at}
    record_review(application=application, **check)
    known = confirm_identity(application=application, proof=IdentityProof.DOCUMENT, by=person("officer"), at=at)
    return accredit_application(application=known, by=person("senior"), at=at)


def propose(accreditation, at):
    said = {"accreditation": accreditation, "what": "Told another outlet", "by": person("officer"), "at": at}
    breaches = [record_breach(on=date(2026, 1, day), **said) for day in (5, 6)]
    wanted = {"ground": DeprivationGround.BREACHES, "facts": "Twice in a week", "breaches": breaches}
    return propose_deprivation(accreditation=accreditation, **wanted, by=person("senior"), at=at)


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_holder_objects_and_head_deprives(visitor, language, viewport):
    found: list[str] = []

    def look(window):
        found.extend(f"{window.page.url}: {fault}" for fault in [*faults_of(window.page), *window.complaints])
        window.complaints.clear()

    now = timezone.now()
    accreditation = accredited(Agency.objects.get(slug="nature"), now - LONG_AGO)
    proceeding = propose(accreditation, now)
    holder = visitor(viewport).sign_in("journalist@demo.kz", language)
    own = f"/{language}/my-accreditation/{accreditation.pk}/"
    page = holder.go(own)
    look(holder)
    holder.press(f"a[href='{own}object/']")
    page.locator("details.why summary").first.click()
    look(holder)
    page.fill("[name=text]", "Бұл дұрыс емес.")
    holder.submit()
    expect(page.locator("main")).to_contain_text("Бұл дұрыс емес.")
    proceeding.refresh_from_db()
    assert proceeding.objection == "Бұл дұрыс емес."
    for part in ("give-up/", "lost/", "publication/"):
        holder.go(own + part)
        look(holder)
    for part in ("data/", "data/readers/", f"data/{accreditation.application_id}/withdraw/"):
        holder.go(f"/{language}/my-accreditation/{part}")
        look(holder)

    # The days of the law have passed.
    past = timezone.localdate() - timedelta(days=1)
    Proceeding.objects.filter(pk=proceeding.pk).update(objection_until_on=past, decidable_from_on=past)
    head = visitor(viewport).sign_in("head@demo.kz", language)
    head.go(f"/{language}/head/")
    look(head)
    number = accreditation.application.number
    head.press(f"article:has-text('{number}') .decision__ways a")
    look(head)
    case = f"/{language}/admin/accreditation/application/case/nature/{number}/"
    head.go(f"{case}?move=deprive")
    look(head)
    make(head, case, "deprive", {"reasons": "Екі рет бұзылды."})
    look(head)
    head.go(f"/{language}/admin/accreditation/accreditation/?show=deprived")
    look(head)
    assert Accreditation.objects.get(pk=accreditation.pk).state == HolderState.DEPRIVED
    assert found == []
