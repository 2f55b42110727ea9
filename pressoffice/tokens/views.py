"""A person's own API tokens. Another's do not exist here."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from agencies.access import day_of
from agencies.models import ApiToken
from pressoffice.tokens import services
from pressoffice.tokens.forms import TokenForm


class SignedInRequest(HttpRequest):
    user: User


@login_required
@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    live = ApiToken.objects.live(on=day_of(timezone.now())).filter(owner=request.user)
    return render(request, "tokens/own.html", {"tokens": live.select_related("agency")})


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
@never_cache
def create(request: SignedInRequest) -> HttpResponse:
    """The answer to the form is the only page that ever shows the secret, and nothing keeps a copy of it."""
    now = timezone.now()
    form = TokenForm(request.POST or None, user=request.user, at=now)
    if not form.is_valid():
        return render(request, "tokens/create.html", {"form": form})
    new = services.create_token(**form.chosen, by=request.user, at=now)
    return render(request, "tokens/secret.html", {"new": new})


@login_required
@reauthentication_required  # type: ignore[untyped-decorator]  # allauth is untyped
def revoke(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, owner=request.user)
    if request.method != "POST":
        return render(request, "tokens/revoke.html", {"token": token})
    services.revoke_token(token=token, by=request.user, at=timezone.now())
    messages.success(request, _("“%(name)s” is revoked.") % {"name": token.name})
    return redirect("tokens:own")
