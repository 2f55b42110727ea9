"""As Django's, with an ISO date accepted too (date inputs send it)."""

DATE_FORMAT = r"j E Y \г."
DATETIME_FORMAT = r"j E Y \г., H:i"
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%Y-%m-%d", "%d.%m.%y"]
FIRST_DAY_OF_WEEK = 1
