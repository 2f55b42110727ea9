"""The electronic signature of whoever asks, over exactly the words that were asked."""

import hashlib
import re
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.models import User
from documents.checks import Upload
from documents.services import store_file
from documents.signatures.services import check_signature
from inquiries.models import Attachment, Inquiry


def signed_words(subject: str, text: str) -> bytes:
    """What is signed: subject, an empty line, question; UTF-8 with CRLF, as a browser sends and signs text."""
    return re.sub(r"\r\n|\r|\n", "\r\n", f"{subject}\n\n{text}").encode()


@transaction.atomic
def sign_inquiry(*, inquiry: Inquiry, cms: bytes, by: User | None, at: datetime) -> Attachment:
    """Keep the words as a file, and what a check says of their signature, be it good or bad.

    Apart from the receipt of the inquiry: the service that checks may take ten seconds.
    """
    content, name = signed_words(inquiry.subject, inquiry.text), f"{inquiry.number}.txt"
    upload = Upload(ContentFile(content, name), name, "text/plain", len(content), hashlib.sha256(content).hexdigest())
    signed = store_file(upload, agency=inquiry.agency, by=by, at=at)
    check = check_signature(signed=signed, cms=cms, agency=inquiry.agency, by=by, at=at)
    return Attachment.objects.create(inquiry=inquiry, file=signed, signature=check)
