"""What the API's own description says of every call: how a token is sent, and how a refusal looks."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension

from agencies.tokens import TokenAuthentication

TEXT = {"type": "string"}
ERROR_SCHEMA = {
    "type": "object",
    "required": ["detail", "code", "fields"],
    "properties": {
        "detail": TEXT | {"description": "What is wrong, in the language of the caller."},
        "code": TEXT | {"description": "The same for machines; it does not change with the language."},
        "fields": {
            "type": "object",
            "description": "What is wrong with a field, by its name; below another one with dots: files.0.name.",
            "additionalProperties": {"type": "array", "items": TEXT},
        },
    },
}
CONTENT = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # untyped
    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API token: people make theirs on their account."}


def describe_errors(result: dict[str, Any], **details: Any) -> dict[str, Any]:
    """drf-spectacular's hook: every call may be refused, and is so in the one shape."""
    result["components"].setdefault("schemas", {})["Error"] = ERROR_SCHEMA
    for path in result["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            responses.setdefault("4XX", {"description": "The call is refused."})
            for code in (code for code in responses if code.startswith("4")):
                responses[code]["content"] = CONTENT
    return result
