"""The card on the holder's phone: for the holder who is signed in, or by the secret of the application."""

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accreditation.cards import phone_pdf
from accreditation.cards.faces import drawable
from accreditation.cards.phone import kind_words, rows_of
from accreditation.cards.photos import initials, photo_of
from accreditation.cards.wallet import CONTENT_TYPE, is_offered, wallet_pass
from accreditation.held import days_words
from accreditation.models import Card
from documents.downloads import HEADERS, pdf_response
from documents.letters import qr_code


@require_safe
@never_cache
def card(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    """Whoever is not signed in and has no secret is asked to sign in."""
    if not secret and not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={quote(request.path)}")
    found = _find(request, code, secret)
    context = {
        "card": found,
        "held": found.accreditation,
        "kind_words": kind_words(found),
        "rows": rows_of(found),
        "days": days_words(found.accreditation, at=timezone.now()),
        "initials": initials(found.accreditation.full_name),
        "has_photo": found.accreditation.application.photo_id is not None,
        "has_wallet": is_offered(),
        "address": [code, secret] if secret else [code],
    }
    return render(request, "accreditation/card.html", context)


@require_safe
def card_pdf(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    found = _find(request, code, secret, good=True)
    return pdf_response(phone_pdf(found, at=found.issued_at), f"{found.number}.pdf")


@require_safe
def card_qr(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    """A picture of its own: the policy of our pages lets no picture stand inside of them."""
    found = _find(request, code, secret, good=True)
    return HttpResponse(qr_code(found.qr), content_type="image/svg+xml", headers=HEADERS)


@require_safe
def card_photo(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    photo = photo_of(_find(request, code, secret).accreditation.application)
    if photo is None:
        raise Http404
    return HttpResponse(photo, content_type="image/jpeg", headers=HEADERS)


@require_safe
def card_wallet(request: HttpRequest, code: str, secret: str = "") -> HttpResponse:
    if not is_offered():
        raise Http404
    found = _find(request, code, secret, good=True)
    named = {"Content-Disposition": f'attachment; filename="{found.number}.pkpass"'}
    return HttpResponse(wallet_pass(found), content_type=CONTENT_TYPE, headers=HEADERS | named)


def _find(request: HttpRequest, code: str, secret: str, *, good: bool = False) -> Card:
    """Nobody else learns whether there is such a card."""
    cards = drawable(Card.objects.good() if good else Card.objects.all())
    if secret:
        return get_object_or_404(cards, code=code, accreditation__application__secret=secret)
    if not request.user.is_authenticated:
        raise Http404
    return get_object_or_404(cards, code=code, accreditation__holder=request.user.pk)
