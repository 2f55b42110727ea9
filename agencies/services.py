"""Writes of the agency room that others build on."""

from agencies.models import Agency, NumberSeries
from kernel.references import format_reference


def take_number(*, agency: Agency, prefix: str, year: int) -> str:
    """The next number of the series, gapless: call it inside the transaction that writes the case.

    The row stays locked until that transaction ends, so a rollback gives the number back.
    """
    NumberSeries.objects.bulk_create([NumberSeries(agency=agency, prefix=prefix, year=year)], ignore_conflicts=True)
    series = NumberSeries.objects.select_for_update().get(agency=agency, prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return format_reference(prefix, year, series.last)
