"""Writes of the people room. What an officer does to somebody's account is in pressoffice/people/."""

from accounts.models import Language, User


def choose_language(*, user: User, language: Language) -> None:
    """The language in which the person is written to. Their own wish, so nothing of it is audited."""
    User.objects.filter(pk=user.pk).update(language=language)
