"""IIN and BIN: twelve digits, the last a check digit.

Weights 1..11 modulo 11; a remainder of 10 is tried again with 3..11,1,2; a second 10 means the number is never issued.
"""

from datetime import date

FIRST = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(first_eleven: str) -> int | None:
    """The twelfth digit, or None where such a number is never issued."""
    digits = [int(character) for character in first_eleven]
    for weights in (FIRST, SECOND):
        remainder = sum(digit * weight for digit, weight in zip(digits, weights, strict=True)) % 11
        if remainder < 10:
            return remainder
    return None


# The seventh digit of an IIN: century and sex.
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def is_iin(text: str) -> bool:
    """Length, check digit and a date of birth that exists, by the century the seventh digit names."""
    return is_bin(text) and _has_birthday(text)


def _has_birthday(text: str) -> bool:
    century = CENTURIES.get(text[6])
    if century is None:
        return False
    try:
        date(century + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return False
    return True


def is_bin(text: str) -> bool:
    """Length and check digit; the law's sources disagree on the inner parts, so they are not judged."""
    return len(text) == 12 and text.isascii() and text.isdigit() and check_digit(text[:11]) == int(text[11])
