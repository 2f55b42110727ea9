"""Answers for everybody: copied without personal data, blacked out where files need it, published from a moment on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from accounts.models import User
from agencies.access import require
from agencies.states import Permission
from audit.services import record
from documents.checks import Upload
from documents.models import File
from documents.personal_data import black_out, find_personal_data
from documents.redaction import Area, redact_image, redact_pdf, remaining_text
from documents.services import store_file
from inquiries.models import Answer, Inquiry, Publication, PublishedFile
from inquiries.search import CONFIGURATIONS
from inquiries.services.moving import UnlawfulMove
from inquiries.states import DECIDED, AnswerState

PDF = "application/pdf"
PICTURES = ("image/jpeg", "image/png")


class NotPublishable(Exception):
    """Only a case that was decided in writing can be published."""


@dataclass(frozen=True)
class PublicWords:
    """What everybody will read."""

    subject: str
    question: str
    answer: str


@transaction.atomic
def draft_publication(*, inquiry: Inquiry, by: User, at: datetime) -> Publication:
    """Prepare an answer for everybody: a copy in which the personal data we find are black already."""
    authority = require(by, Permission.ANSWER_INQUIRIES, inquiry.agency, at=at)
    answer = inquiry.answers.filter(state=AnswerState.SENT).order_by("pk").last()
    if inquiry.state not in DECIDED or answer is None or answer.at is None:
        raise NotPublishable(inquiry.number)
    known = Publication.objects.filter(inquiry=inquiry).first()
    if known:
        return known
    words = propose_words(inquiry, answer)
    publication = Publication.objects.create(
        inquiry=inquiry,
        agency=inquiry.agency,
        language=answer.language,
        answered_on=inquiry.agency.local(answer.at).date(),
        **vars(words),
    )
    record("publication.drafted", inquiry, by=authority, at=at, agency=inquiry.agency)
    return publication


def propose_words(inquiry: Inquiry, answer: Answer) -> PublicWords:
    texts = (inquiry.subject, inquiry.text, answer.text)
    return PublicWords(*(_anonymised(text, inquiry, answer.language) for text in texts))


def _anonymised(text: str, inquiry: Inquiry, language: str) -> str:
    found = find_personal_data(text, language=language, known_names=[inquiry.name])
    return black_out(text, [finding.span for finding in found])


@transaction.atomic
def publish_answer(
    *, publication: Publication, words: PublicWords, published_at: datetime, by: User, at: datetime
) -> Publication:
    """Show it to everybody from `published_at` on; again for a correction."""
    authority = require(by, Permission.ANSWER_INQUIRIES, publication.agency, at=at)
    for name, value in vars(words).items():
        setattr(publication, name, value)
    publication.published_at, publication.published_by = max(published_at, at), by
    publication.withdrawn_at = None
    publication.save()
    configuration = CONFIGURATIONS[publication.language]
    Publication.objects.filter(pk=publication.pk).update(
        words=SearchVector(Value(words.subject), config=configuration, weight="A")
        + SearchVector(Value(words.question), config=configuration, weight="B")
        + SearchVector(Value(words.answer), config=configuration, weight="C")
    )
    published_on = publication.agency.local(publication.published_at).date()
    after = {"published_on": str(published_on)}
    record("publication.published", publication.inquiry, by=authority, at=at, agency=publication.agency, after=after)
    return publication


@transaction.atomic
def withdraw_publication(*, publication: Publication, reason: str, by: User, at: datetime) -> None:
    """Take it back at once."""
    authority = require(by, Permission.ANSWER_INQUIRIES, publication.agency, at=at)
    Publication.objects.filter(pk=publication.pk).update(withdrawn_at=at)
    inquiry, agency = publication.inquiry, publication.agency
    record("publication.withdrawn", inquiry, by=authority, at=at, agency=agency, note=reason)


@transaction.atomic
def black_out_file(
    *, publication: Publication, original: File, areas: Sequence[Area], text: str, by: User, at: datetime
) -> PublishedFile:
    """Draw the file anew with the areas black, for everybody to read; NotRedactable where it cannot be drawn.

    `text` is what the officer has read and lets stand beside the picture.
    """
    authority = require(by, Permission.ANSWER_INQUIRIES, publication.agency, at=at)
    if original not in publishable_files(publication.inquiry):
        raise UnlawfulMove
    content, name = _blackened(publication, original, areas, at), original.name
    upload = Upload.of_ours(content, name, original.content_type)
    file = store_file(upload, agency=publication.agency, by=by, at=at)
    published, _created = PublishedFile.objects.update_or_create(
        publication=publication,
        original=original,
        defaults={"areas": [list(vars(area).values()) for area in areas], "file": file, "text": text},
    )
    after = {"file": name}
    record("publication.blacked_out", publication.inquiry, by=authority, at=at, agency=publication.agency, after=after)
    return published


def _blackened(publication: Publication, original: File, areas: Sequence[Area], at: datetime) -> bytes:
    with original.content.open("rb") as stream:
        content = stream.read()
    if original.content_type == PDF:
        return redact_pdf(content, areas, title=publication.subject, language=publication.language, at=at)
    return redact_image(content, areas, content_type=original.content_type)


@transaction.atomic
def withhold_file(*, published: PublishedFile, by: User, at: datetime) -> None:
    """Do not show the file after all."""
    require(by, Permission.ANSWER_INQUIRIES, published.publication.agency, at=at)
    PublishedFile.objects.filter(pk=published.pk).delete()


def publishable_files(inquiry: Inquiry) -> list[File]:
    """Files of the question and of the sent answer that can be drawn as pictures."""
    rows = inquiry.attachments.filter(reply=None).exclude(answer__state__in=[AnswerState.DRAFT, AnswerState.REVIEW])
    files = [row.file for row in rows.exclude(answer__state=AnswerState.DROPPED).select_related("file")]
    return [file for file in files if file.content_type in (PDF, *PICTURES)]


def text_beside(original: File, areas: Sequence[Area]) -> str:
    """What a PDF still says outside the areas, for the officer to read before it is shown."""
    if original.content_type != PDF:
        return ""
    with original.content.open("rb") as stream:
        return remaining_text(stream.read(), areas)
