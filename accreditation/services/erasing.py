"""What may not be kept any longer than it is needed."""

from datetime import datetime

from accreditation.models import Application
from accreditation.states import DocumentKind
from agencies.access import Authority
from audit.services import record
from documents.services import erase_file


def erase_scans(application: Application, *, by: Authority | None, at: datetime) -> None:
    """No copy of an identity document outlives its purpose (PD 7(10)): what it was called stays, the scan goes."""
    for document in application.documents.filter(kind=DocumentKind.IDENTITY, file__isnull=False).select_related("file"):
        file, document.file, document.deleted_at = document.file, None, at
        document.save(update_fields=["file", "deleted_at"])
        if file:
            erase_file(file=file)
        after = {"document": document.kind}
        record("application.document_deleted", application, by=by, at=at, agency=application.agency, after=after)
