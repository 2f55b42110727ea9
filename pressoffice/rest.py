"""How the API behaves by default, and how its schema is written."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    # The first one says how a stranger may come in: 401 with WWW-Authenticate.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.tokens.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["pressoffice.parsers.StorableJSONParser"],
    "EXCEPTION_HANDLER": "pressoffice.errors.answer_error",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": [
        "agencies.throttles.AnonymousThrottle",
        "agencies.throttles.PersonThrottle",
        "agencies.throttles.TokenThrottle",
    ],
    "DEFAULT_THROTTLE_RATES": {"anon": "120/min", "user": "600/min", "token": "600/min"},
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "pressoffice",
    "DESCRIPTION": "The press office portal: legal terms, inquiries, accreditation and events.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "pressoffice.schema.describe_errors",
    ],
    "ENUM_NAME_OVERRIDES": {
        "InquiryState": "inquiries.states.State",
        "ApplicationState": "accreditation.states.State",
        "AccreditationState": "accreditation.states.HolderState",
        "AccreditationKind": "accreditation.states.Kind",
        "IntakeState": "accreditation.states.IntakeState",
        "OutletKind": "accreditation.states.OutletKind",
        "RegisterStatus": "accreditation.states.RegisterStatus",
        "JournalistFunction": "accreditation.states.Function",
        "RefusalGround": "accreditation.states.Ground",
        "GateDirection": "accreditation.states.Direction",
        "TermDirection": "kernel.workdays.Direction",
        "GateVerdict": "accreditation.states.GateVerdict",
        "ReviewVerdict": "accreditation.states.Verdict",
        "ClockState": ["late", "soon", "in_time", "paused", "met", "missed", "ended"],
    },
}
