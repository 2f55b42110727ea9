"""Files blacked out for publication: drawn as pictures, so that what is covered is gone.

docs/explanation/redaction.md says why, and what is lost.
"""

from documents.redaction.areas import Area, NotRedactable
from documents.redaction.images import redact_image
from documents.redaction.pdf import page_count, page_images, redact_pdf
from documents.redaction.text import Proposal, remaining_text, text_boxes

__all__ = [
    "Area",
    "NotRedactable",
    "Proposal",
    "page_count",
    "page_images",
    "redact_image",
    "redact_pdf",
    "remaining_text",
    "text_boxes",
]
