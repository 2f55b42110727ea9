"""A person's messages, what they choose about them, and the letters of the demo."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from agencies.limits import VisitorLimit
from notifications import services
from notifications.forms import ADDRESS_FORMS, CodeForm, MessagesForm, SubscribeForm
from notifications.kinds import kind_of, public_kinds
from notifications.mail import MailFile, mail_file, mail_files
from notifications.models import Message
from notifications.queries import OwnChannel, own_channels
from notifications.subscribing import (
    NoSuchSubscription,
    ask_subscription,
    confirm_subscription,
    find_subscription,
    title_of,
)

View = Callable[..., HttpResponse]
PER_PAGE = 25
MAILS_SHOWN = 100
LETTER_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-top-navigation-by-user-activation"
)


class SignedInRequest(HttpRequest):
    user: User


# --- The inbox ------------------------------------------------------------------------------------------------


@login_required
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    found = Message.objects.inbox(request.user, at=timezone.now()).select_related("agency").unread_first()
    return render(
        request, "notifications/inbox.html", {"page": Paginator(found, PER_PAGE).get_page(request.GET.get("page"))}
    )


@login_required
@require_safe
def message(request: SignedInRequest, pk: int) -> HttpResponse:
    """Opening a message marks it as read."""
    now = timezone.now()
    found = get_object_or_404(Message.objects.inbox(request.user, at=now).select_related("agency"), pk=pk)
    services.mark_read(message=found, by=request.user, at=now)
    return render(request, "notifications/message.html", {"message": found})


@login_required
@require_POST
def read_all(request: SignedInRequest) -> HttpResponse:
    services.mark_read(by=request.user, at=timezone.now())
    return redirect("notifications:inbox")


# --- Preferences ----------------------------------------------------------------------------------------------


@login_required
def preferences(request: SignedInRequest) -> HttpResponse:
    form = MessagesForm(request.POST or None, user=request.user)
    if form.is_valid():
        services.choose_messages(
            by=request.user,
            language=form.cleaned_data["language"],
            wanted=form.cleaned_data.get("wanted", []),
            at=timezone.now(),
        )
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    context = {"form": form, "channels": own_channels(request.user)}
    return render(request, "notifications/preferences.html", context)


@login_required
def address(request: SignedInRequest, channel: str) -> HttpResponse:
    """One further channel: give an address; a code goes there."""
    own = _own_channel(request, channel)
    form = ADDRESS_FORMS[own.channel](request.POST or None)
    if form.is_valid():
        try:
            services.choose_address(
                by=request.user, channel=own.channel, address=form.cleaned_data["address"], at=timezone.now()
            )
        except services.CodeAskedTooSoon:
            form.add_error(None, _("We sent a code less than a minute ago. Wait a little and try again."))
        else:
            return redirect("notifications:code", own.channel)
    return render(request, "notifications/address.html", {"form": form, "own": own})


@login_required
def code(request: SignedInRequest, channel: str) -> HttpResponse:
    """The code that came to the address brings it into use."""
    own = _own_channel(request, channel)
    if not own.is_waiting:
        return redirect("notifications:address", own.channel)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data["code"]
        if services.confirm_address(by=request.user, channel=own.channel, code=given, at=timezone.now()):
            messages.success(request, _("The address is confirmed. Messages will come there too."))
            return redirect("notifications:preferences")
        form.add_error("code", _("This code is wrong or too old. Check it, or ask for a new one."))
    return render(request, "notifications/code.html", {"form": form, "own": own})


@login_required
@require_POST
def remove(request: SignedInRequest, channel: str) -> HttpResponse:
    own = _own_channel(request, channel)
    services.remove_address(user=request.user, channel=own.channel)
    messages.success(request, _("No more messages will go to this address."))
    return redirect("notifications:preferences")


def _own_channel(request: SignedInRequest, channel: str) -> OwnChannel:
    for own in own_channels(request.user):
        if own.channel == channel:
            return own
    raise Http404


@csrf_exempt  # a mail program posts here with one click (RFC 8058); the signed address is the proof
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it acts: programs that look at links in mails must not unsubscribe anybody."""
    try:
        email, code = signing.loads(token, salt=services.UNSUBSCRIBE_SALT)
        kind = kind_of(code)
    except (signing.BadSignature, LookupError) as error:
        raise Http404 from error
    if not kind.optional:
        raise Http404
    is_done = request.method == "POST"
    if is_done:
        services.opt_out(email=email, kind=kind.code, at=timezone.now())
    context = {"email": email, "title": kind.title, "is_done": is_done}
    return render(request, "notifications/unsubscribe.html", context)


# --- Subscriptions of anybody -----------------------------------------------------------------------------------


class Limit(VisitorLimit):
    THROTTLE_RATES = {"subscribe": "20/hour", "subscribe_email": "3/hour"}


def subscribe(request: HttpRequest, topic: str) -> HttpResponse:
    """What is said afterwards is the same whether or not the address is subscribed already. `?agency=slug` chooses."""
    kind = next((kind for kind in public_kinds() if kind.code == topic), None)
    if kind is None:
        raise Http404
    user, wanted = request.user if isinstance(request.user, User) else None, request.GET.get("agency", "")
    form = SubscribeForm(request.POST if request.method == "POST" else None, user=user, agency=wanted)
    context: dict[str, object] = {"form": form, "kind": kind}
    status = HTTPStatus.OK
    if form.is_valid():
        said = form.cleaned_data
        if Limit.is_within(request, "subscribe") and Limit.is_within(request, "subscribe_email", said["email"]):
            del said["website"]
            ask_subscription(kind=kind, **said, at=timezone.now())
            context["asked"] = said["email"]
        else:
            form.add_error(None, _("This was asked for too often. Try again in an hour."))
            status = HTTPStatus.TOO_MANY_REQUESTS
    return render(request, "notifications/subscribe.html", context, status=status)


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Asks before it acts: programs that look at links in mails must not subscribe anybody."""
    try:
        found = find_subscription(token)
    except NoSuchSubscription as error:
        raise Http404 from error
    if request.method == "POST":
        confirm_subscription(subscription=found, at=timezone.now())
    context = {"subscription": found, "title": title_of(found), "is_done": request.method == "POST"}
    return render(request, "notifications/confirm.html", context)


# --- The letters of the demo ----------------------------------------------------------------------------------


def demo_only(view: View) -> View:
    @wraps(view)
    @require_safe
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


@demo_only
def mails(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/mails.html", {"mails": mail_files(limit=MAILS_SHOWN)})


@demo_only
def mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "notifications/mail.html", {"file": _mail(name)})


@demo_only
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """Somebody else's HTML in a frame of its own, where nothing runs and nothing is fetched."""
    return HttpResponse(_mail(name).html, headers={"Content-Security-Policy": LETTER_CSP})


def _mail(name: str) -> MailFile:
    found = mail_file(name)
    if found is None:
        raise Http404
    return found
