"""What the API reads."""

from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class StorableJSONParser(JSONParser):
    """Refuses what is JSON but no text: neither PostgreSQL nor a letter can hold a NUL or half a character."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            data = super().parse(stream, media_type, parser_context)
            storable = _is_storable(data)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
        if not storable:
            raise ParseError(_("The JSON holds a character that is no text: NUL, or half of a surrogate pair."))
        return data


def _is_storable(data: Any) -> bool:
    if isinstance(data, str):
        return "\0" not in data and not any("\ud800" <= character <= "\udfff" for character in data)
    if isinstance(data, dict):
        return all(_is_storable(part) for pair in data.items() for part in pair)
    return not isinstance(data, list) or all(map(_is_storable, data))
