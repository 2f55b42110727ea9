"""Fill an empty demo with its country; does nothing when it is there already."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from pressoffice.demo.story import is_seeded, tell_story


class Command(BaseCommand):
    help = __doc__ or ""

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RELAXED:
            raise CommandError("The demo country is for the demo alone: set PRESSOFFICE_MODE=demo.")
        call_command("seed_calendar")
        if not is_seeded():
            self.stdout.write("Inventing a country and its last weeks, on the first start alone …")
            tell_story(at=timezone.now(), progress=self._tell_quarters)

    def _tell_quarters(self, done: int, of: int) -> None:
        """A line for every quarter: it takes half a minute, and a silent program looks dead."""
        quarter = 4 * done // of
        if quarter > 4 * (done - 1) // of:
            self.stdout.write(f"  {25 * quarter} %")
