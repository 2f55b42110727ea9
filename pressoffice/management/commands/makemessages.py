"""Django's own with the portal's choices. `make messages` runs it; gettext's tools must be installed."""

from django.core.management.base import CommandParser
from django.core.management.commands import makemessages

WITHOUT_WORDS = ["bench", "build", "docs", "scripts", "static", "tests", "var"]  # and hidden ones: never looked into


class Command(makemessages.Command):
    # A guessed translation is worse than none.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    # Where a module needs both, `_` is the lazy one and this the immediate one.
    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_now"]

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.set_defaults(
            locale=["kk", "ru"],
            ignore_patterns=WITHOUT_WORDS,
            no_obsolete=True,
            no_wrap=True,
            add_location="file",  # a line number would change with every edit above it
        )
