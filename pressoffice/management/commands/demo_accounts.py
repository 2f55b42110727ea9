"""Print who can sign in to the demo."""

from typing import Any

from django.core.management.base import BaseCommand, no_translations

from pressoffice.demo.country import AGENCIES, PASSWORD, PEOPLE


class Command(BaseCommand):
    help = __doc__ or ""

    @no_translations
    def handle(self, *args: Any, **options: Any) -> None:
        names = {agency.slug: agency.en for agency in AGENCIES}
        self.stdout.write(f"Everybody's password: {PASSWORD}")
        for person in PEOPLE:
            office = f"{person.role.label}, {names[person.agency]}" if person.role else "journalist"
            self.stdout.write(f"  {person.email:<22} {office}")
