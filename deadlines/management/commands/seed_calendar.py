from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from deadlines.services.seeding import seed_calendar


class Command(BaseCommand):
    help = "Fill the working calendar with the years that it does not hold yet. Years that have days are left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        years = seed_calendar(reason=_("The days off of the year are known."), at=timezone.now())
        filled = ", ".join(map(str, years))
        self.stdout.write(f"Filled: {filled}." if years else "Nothing to fill: every known year has its days.")
