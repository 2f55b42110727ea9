from io import StringIO
from pathlib import Path

from django.core.management import call_command

from deadlines.law import TERMS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "terms.md"


def test_reference_of_terms_says_what_the_code_counts(settings):
    settings.TERM_AMOUNTS = {"accreditation_review": 99}  # the reference gives the law, not one installation
    printed = StringIO()
    call_command("print_terms", stdout=printed)
    assert PAGE.read_text("utf-8") == printed.getvalue()
    assert [printed.getvalue().count(f"| `{code}` |") for code in TERMS.codes] == [1] * len(TERMS.codes)
