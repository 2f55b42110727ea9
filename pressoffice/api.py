"""The API, version 1. Machines ask without a language prefix; the language comes from Accept-Language."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.permissions import AllowAny

from accreditation.api.gate import GatePassages, GateState, PublishedKeys, RevokedCards
from accreditation.api.public import Intakes, Outlets
from accreditation.api.reading import (
    AccreditationList,
    ApplicationDetail,
    ApplicationList,
    IntakeList,
    OutletList,
)
from briefings.api import Events
from deadlines.api import due_date, terms
from inquiries.api.answers import PublishedAnswers
from inquiries.api.asking import Complaints, Question, Questions, Supplements, Withdrawal
from inquiries.api.intake import Intake
from inquiries.api.reading import InquiryDetail, InquiryList
from inquiries.api.units import UnitAcknowledgement, UnitAnswer, UnitRequests
from inquiries.api.working import InquiryMove, InquiryMoves

schema = SpectacularAPIView.as_view(authentication_classes=[], permission_classes=[AllowAny])

app_name = "api"
urlpatterns = [
    path("due-date/", due_date, name="due_date"),
    path("terms/", terms, name="terms"),
    path("inquiries/", InquiryList.as_view(), name="inquiries"),
    path("inquiries/<slug:agency>/<slug:number>/", InquiryDetail.as_view(), name="inquiry"),
    path("inquiries/<slug:agency>/<slug:number>/moves/", InquiryMoves.as_view(), name="inquiry_moves"),
    path("inquiries/<slug:agency>/<slug:number>/moves/<slug:move>/", InquiryMove.as_view(), name="inquiry_move"),
    path("intake/", Intake.as_view(), name="intake"),
    path("unit-requests/", UnitRequests.as_view(), name="unit_requests"),
    path("unit-requests/<int:pk>/acknowledgement/", UnitAcknowledgement.as_view(), name="unit_acknowledgement"),
    path("unit-requests/<int:pk>/answer/", UnitAnswer.as_view(), name="unit_answer"),
    path("questions/", Questions.as_view(), name="questions"),
    path("questions/<slug:number>/<slug:secret>/", Question.as_view(), name="question"),
    path("questions/<slug:number>/<slug:secret>/supplements/", Supplements.as_view(), name="supplements"),
    path("questions/<slug:number>/<slug:secret>/withdrawal/", Withdrawal.as_view(), name="withdrawal"),
    path("questions/<slug:number>/<slug:secret>/complaints/", Complaints.as_view(), name="complaints"),
    path("answers/", PublishedAnswers.as_view(), name="answers"),
    path("accreditation/<slug:slug>/keys/", PublishedKeys.as_view(), name="card_keys"),
    path("accreditation/<slug:slug>/revoked/", RevokedCards.as_view(), name="revoked_cards"),
    path("gates/<int:pk>/", GateState.as_view(), name="gate"),
    path("gates/<int:pk>/passages/", GatePassages.as_view(), name="gate_passages"),
    path("accreditation/applications/", ApplicationList.as_view(), name="applications"),
    path("accreditation/applications/<slug:agency>/<slug:number>/", ApplicationDetail.as_view(), name="application"),
    path("accreditation/accreditations/", AccreditationList.as_view(), name="accreditations"),
    path("accreditation/intakes/", IntakeList.as_view(), name="all_intakes"),
    path("accreditation/outlets/", OutletList.as_view(), name="all_outlets"),
    path("events/", Events.as_view(), name="events"),
    path("intakes/", Intakes.as_view(), name="intakes"),
    path("outlets/", Outlets.as_view(), name="outlets"),
    path("schema/", schema, name="schema"),
]
