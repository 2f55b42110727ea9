"""Compile each translation that is newer than its compiled form; gettext's own tools are not needed."""

import os

import polib
from bootstrap import catalogues_to_compile


def main() -> None:
    for source in catalogues_to_compile():
        half_made = source.with_suffix(f".{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(half_made))
        half_made.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    main()
