"""Check digits against numbers this code did not make, and one worked by hand."""

import pytest

from kernel.identifiers import check_digit, is_bin


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("791028302728", True, "published sample"),
        ("061211600012", True, "published sample"),
        ("240140000203", True, "first weights: 2+8+4+20+20 = 54, 54 mod 11 = 10; second: 58 mod 11 = 3"),
        ("791028302729", False, "another check digit"),
        ("791028302782", False, "two digits changed places"),
        ("79102830272", False, "a digit short"),
        ("7910283027281", False, "a digit long"),
        ("79102830272a", False, "a letter"),
        ("٧٩١٠٢٨٣٠٢٧٢٨", False, "digits of another script"),
        ("", False, "nothing"),
    ],
)
def test_bin_is_known_by_its_check_digit(text, expected, why):
    assert is_bin(text) is expected, why


def test_number_that_leaves_ten_twice_is_never_issued():
    assert check_digit("24014000029") is None
