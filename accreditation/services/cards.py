"""Cards: issued with a signed token, replaced, lost, given back, revoked. One good card per accreditation."""

from datetime import date, datetime
from functools import partial

from django.db import transaction

from accounts.models import User
from accreditation import tokens
from accreditation.models import Accreditation, Card
from accreditation.notices import tell_card_issued, tell_card_lost, tell_card_signed_anew
from accreditation.services.keys import live_key, sign_token
from accreditation.states import HELD, GateVerdict, HolderState, Revocation
from agencies.access import Authority, NotPermitted, can, day_of, require
from agencies.services import take_number
from agencies.states import Permission
from audit.services import record
from kernel.sweeping import each_apart

By = User | Authority | None
# What an accreditation that is no longer held makes of a card that nobody revoked.
STATE_VERDICTS = {
    HolderState.EXPIRED: GateVerdict.EXPIRED,
    HolderState.GIVEN_UP: GateVerdict.REVOKED,
    HolderState.DEPRIVED: GateVerdict.REVOKED,
    HolderState.SUSPENDED: GateVerdict.SUSPENDED,
}


class CardExists(Exception):
    """The accreditation has a good card already: a second one replaces it, or nobody needs it."""


class CardRevoked(Exception):
    """The card was no longer good when somebody wanted to revoke it."""


class NotHeld(Exception):
    """The accreditation is over: nobody gets a card for it."""


@transaction.atomic
def issue_card(
    *,
    accreditation: Accreditation,
    replaces: Card | None = None,
    why: Revocation = Revocation.REPLACED,
    by: By,
    at: datetime,
) -> Card:
    """A new good card with its signed token; the holder is told.

    `replaces`: the card in whose place it comes, revoked now (`why`) unless it was before. CardExists, NotHeld. A
    decision that gives the accreditation passes its Authority; a User needs the right to review or to decide.
    """
    authority = _issuer(accreditation, by, at)
    held = Accreditation.objects.select_for_update(of=("self",)).select_related(
        "agency", "outlet", "application__photo", "application__applicant"
    )
    found = held.get(pk=accreditation.pk)
    if found.state not in HELD:
        raise NotHeld
    if replaces:
        _revoke(replaces, why, authority, at)
    if found.cards.good().exists():
        raise CardExists
    card = _signed(found, replaces, authority, at)
    record("card.issued", card, by=authority, at=at, agency=card.agency, after={"number": card.number})
    tell = tell_card_signed_anew if why == Revocation.KEY else tell_card_issued
    tell(card, at=at)
    return card


@transaction.atomic
def reissue_card(*, card: Card, by: By, at: datetime) -> Card:
    """A new card in the place of this one, which is revoked at once; the same token never comes again."""
    return issue_card(accreditation=card.accreditation, replaces=card, by=by, at=at)


def sign_anew_due(*, at: datetime, limit: int) -> int:
    """Every card in force whose key is no longer trusted gets a new one in its place, each in its own transaction."""
    keys = Card.objects.to_sign_anew(on=day_of(at)).order_by("pk").values_list("pk", flat=True)[:limit]
    return each_apart(partial(_sign_anew, at=at), keys, what="card")


@transaction.atomic
def _sign_anew(pk: int, *, at: datetime) -> bool:
    """Whoever is faster, here or by hand, has made the old card no longer good: then there is nothing to do."""
    due = Card.objects.to_sign_anew(on=day_of(at)).filter(pk=pk)
    card = due.select_for_update(skip_locked=True, of=("self",)).select_related("accreditation").first()
    if card is None:
        return False
    issue_card(accreditation=card.accreditation, replaces=card, why=Revocation.KEY, by=None, at=at)
    return True


@transaction.atomic
def report_lost(*, card: Card, by: User | None, at: datetime) -> None:
    """Revoked at once, by the holder or an officer; `by` None: with the secret of the application. CardRevoked."""
    authority = _loser(card, by, at)
    if not _revoke(card, Revocation.LOST, authority, at):
        raise CardRevoked(card.number)
    tell_card_lost(card, at=at)


@transaction.atomic
def return_card(*, card: Card, by: User, at: datetime) -> None:
    """The holder gave it back to the press office. CardRevoked."""
    authority = require(by, Permission.REVIEW_ACCREDITATION, card.agency, at=at)
    if not _revoke(card, Revocation.RETURNED, authority, at):
        raise CardRevoked(card.number)


@transaction.atomic
def revoke_card(*, card: Card, revocation: Revocation, by: By, at: datetime) -> None:
    """The accreditation ended, or whoever decides wants the card gone. CardRevoked."""
    authority = _issuer(card.accreditation, by, at)
    if not _revoke(card, revocation, authority, at):
        raise CardRevoked(card.number)


def card_status(card: Card, on: date) -> GateVerdict:
    """What the card is on that day, by all we know: the same for the public page and the revocation list.

    A card that is over says so, whatever else happened to it: the revocation list forgets it then.
    """
    is_revoked = card.revoked_at is not None or card.key.distrusted_from is not None
    return _status(card, on, HolderState(card.accreditation.state), is_revoked=is_revoked)


def card_status_at(card: Card, at: datetime) -> GateVerdict:
    """What the card was at a moment that may be past: a scan made offline is judged by its own time."""
    accreditation = card.accreditation
    state = HolderState(accreditation.state)
    if state not in HELD and accreditation.ended_at and accreditation.ended_at > at:
        state = HolderState.IN_FORCE
    if state in HELD:
        paused = any(
            pause.from_at <= at and (pause.until_at is None or at < pause.until_at)
            for pause in accreditation.pauses.all()
        )
        state = HolderState.SUSPENDED if paused else HolderState.IN_FORCE
    is_revoked = any(moment and moment <= at for moment in (card.revoked_at, card.key.distrusted_from))
    return _status(card, card.agency.local(at).date(), state, is_revoked=is_revoked)


def _status(card: Card, on: date, state: HolderState, *, is_revoked: bool) -> GateVerdict:
    if card.valid_until_on < on or state == HolderState.EXPIRED:
        return GateVerdict.EXPIRED
    if is_revoked:
        return GateVerdict.REVOKED
    if state in STATE_VERDICTS:
        return STATE_VERDICTS[state]
    return GateVerdict.NOT_YET if card.valid_from_on > on else GateVerdict.VALID


def _issuer(accreditation: Accreditation, by: By, at: datetime) -> Authority | None:
    """A decision or the system has its right already."""
    if not isinstance(by, User):
        return by
    decides = can(by, Permission.DECIDE_ACCREDITATION, accreditation.agency, at=at)
    permission = Permission.DECIDE_ACCREDITATION if decides else Permission.REVIEW_ACCREDITATION
    return require(by, permission, accreditation.agency, at=at)


def _loser(card: Card, by: User | None, at: datetime) -> Authority | None:
    if by is None or by.pk == card.accreditation.holder_id:
        return Authority(by) if by else None
    if not can(by, Permission.REVIEW_ACCREDITATION, card.agency, at=at):
        raise NotPermitted(Permission.REVIEW_ACCREDITATION)
    return require(by, Permission.REVIEW_ACCREDITATION, card.agency, at=at)


def _revoke(card: Card, revocation: Revocation, by: Authority | None, at: datetime) -> bool:
    """Whether it was good until now. The conditional UPDATE is the lock."""
    if not Card.objects.good().filter(pk=card.pk).update(revoked_at=at, revocation=revocation):
        return False
    after = {"number": card.number, "why": revocation.value}
    record("card.revoked", card, by=by, at=at, agency=card.agency, after=after)
    return True


def _signed(accreditation: Accreditation, replaces: Card | None, by: Authority | None, at: datetime) -> Card:
    agency = accreditation.agency
    card = Card(
        agency=agency,
        accreditation=accreditation,
        number=take_number(agency=agency, prefix=tokens.PREFIX, year=agency.local(at).year),
        valid_from_on=accreditation.valid_from_on,
        valid_until_on=accreditation.valid_until_on,
        key=live_key(agency=agency, at=at),
        issued_at=at,
        issued_by=by.user if by else None,
        replaces=replaces,
    )
    card.token = sign_token(card.key, token_words(card))
    card.save(force_insert=True)
    return card


def token_words(card: Card) -> tokens.TokenWords:
    """What the token of this card says. The name of the outlet is the Kazakh one: every outlet has it."""
    accreditation = card.accreditation
    photo = accreditation.application.photo
    identity = tokens.identity_digest(
        name=accreditation.full_name,
        outlet=accreditation.outlet.name_kk,
        function=accreditation.function,
        photo_sha256=photo.sha256 if photo else "",
    )
    return tokens.TokenWords(
        key_id=bytes.fromhex(card.key.key_id),
        agency=card.agency_id,
        code=card.code,
        number=card.number,
        identity=identity,
        first_on=card.valid_from_on,
        last_on=card.valid_until_on,
        zones=frozenset(accreditation.zones),
    )
