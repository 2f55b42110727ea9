"""Cards as documents: what stands on their faces, and the PDFs, pages and passes that show it."""

from accreditation.cards.phone import phone_pdf
from accreditation.cards.printing import Layout, print_cards

__all__ = ["Layout", "phone_pdf", "print_cards"]
