from django.http import HttpRequest, HttpResponse
from django.views.i18n import set_language

from accounts import services
from accounts.models import Language, User


def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's language switch; a signed-in person's mails follow it."""
    language = request.POST.get("language")
    if isinstance(request.user, User) and language in Language.values:
        services.choose_language(user=request.user, language=Language(language))
    return set_language(request)
