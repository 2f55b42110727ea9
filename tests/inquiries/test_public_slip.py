"""The slip of every kind of inquiry: number, day, who received it, and the date with its law or without."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from inquiries.models import Inquiry
from inquiries.services import Origin
from inquiries.states import Regime, Source
from tests.country import make_agency, make_user
from tests.inquiries.public import THURSDAY, make_inquiry

pytestmark = pytest.mark.django_db


def slip(client, inquiry):
    response = client.get(reverse("inquiries:slip", args=[inquiry.number, inquiry.secret]))
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


@pytest.mark.parametrize("regime", list(Regime))
def test_every_kind_of_inquiry_has_a_slip_and_a_receipt(client, regime):
    inquiry = make_inquiry(make_agency(), regime=regime)
    words = slip(client, inquiry)
    for expected in (inquiry.number, inquiry.subject, "Answer due", inquiry.secret_in_groups):
        assert expected in words
    assert ("No law sets this date" in words) == (regime is Regime.INTERVIEW)
    receipt = client.get(reverse("inquiries:receipt", args=[inquiry.number, inquiry.secret])).content.decode()
    assert inquiry.number in receipt
    assert ("No law sets this date" in receipt) == (regime is Regime.INTERVIEW)


def test_slip_of_a_request_made_in_person_names_the_receiver(client):
    """AI 11(6): date, time, surname and initials of whoever received it."""
    receiver = make_user(full_name="Серікбаева А. Н.")
    origin = Origin(source=Source.IN_PERSON, received_by=receiver, received_at=THURSDAY)
    make_inquiry(make_agency(), regime=Regime.INFORMATION_REQUEST, origin=origin, by=receiver)
    words = slip(client, Inquiry.objects.get())
    assert "19 March 2026, 11:00" in words
    assert "Received by Серікбаева А. Н." in words


def test_slip_of_a_request_by_the_portal_names_nobody(client):
    assert "Received by" not in slip(client, make_inquiry(make_agency()))
