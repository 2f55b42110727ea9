"""The three languages of the portal. Kazakh first: it is the state language (LANG 4)."""

LANGUAGES = ("kk", "ru", "en")
