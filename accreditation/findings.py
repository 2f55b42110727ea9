"""What an application has and lacks: checks, documents, proofs of who the person is."""

from accreditation.models import Application
from accreditation.states import DOCUMENTS_OF, DocumentKind, Function, IdentityProof, ReviewKind
from documents.states import SignatureStatus


def required_checks(application: Application) -> tuple[ReviewKind, ...]:
    """Security looks at everybody who enters a strategic object."""
    return (ReviewKind.PRESS, ReviewKind.SECURITY) if application.intake.is_strategic else (ReviewKind.PRESS,)


def missing_documents(application: Application) -> list[DocumentKind]:
    """What the rules want of this function and nobody has found in order, or at least not yet looked at."""
    there = set(application.documents.exclude(accepted=False).values_list("kind", flat=True))
    return [kind for kind in DOCUMENTS_OF[Function(application.function)] if kind not in there]


def identity_proofs(application: Application) -> list[IdentityProof]:
    """By what the person can be recognised: a verified signature with the same IIN, or a scan that is still there."""
    proofs = []
    check = application.signature
    if check and check.status == SignatureStatus.VALID and check.iin_fingerprint == application.iin_fingerprint != "":
        proofs.append(IdentityProof.SIGNATURE)
    if application.documents.filter(kind=DocumentKind.IDENTITY, file__isnull=False).exists():
        proofs.append(IdentityProof.DOCUMENT)
    return proofs
