"""Agencies, who belongs to them, and the machines that ask in somebody's name."""

from agencies.models.agency import Agency, NumberSeries, Unit, check_bin
from agencies.models.machines import ApiToken, IdempotencyKey
from agencies.models.membership import Acting, Membership, holding

__all__ = [
    "Acting",
    "Agency",
    "ApiToken",
    "IdempotencyKey",
    "Membership",
    "NumberSeries",
    "Unit",
    "check_bin",
    "holding",
]
