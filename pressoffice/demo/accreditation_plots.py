"""What becomes of an application of the demo: each plot is a few steps on working days before today.

The names are those of the applicants in newsrooms.py. Who has no plot waits for somebody to open the application.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from accreditation.models import Accreditation, Application
from accreditation.services import (
    accredit_application,
    assign_application,
    confirm_identity,
    deprive_accreditation,
    limit_application,
    propose_deprivation,
    record_breach,
    record_review,
    refuse_application,
    return_application,
    withdraw_application,
)
from accreditation.states import DeprivationGround, Ground, IdentityProof, ReviewKind, Verdict
from pressoffice.demo.plots import Act, Step


@dataclass(frozen=True)
class Press:
    """Who plays; `applied` reads the application afresh."""

    applied: Callable[[], Application]
    officer: User
    senior: User
    head: User
    security: User

    def held(self) -> Accreditation:
        found = Accreditation.objects.select_related("agency__parent", "application", "outlet")
        return found.get(application=self.applied())


PressPlot = Callable[[Press], Iterator[Step]]


def checked(press: Press, days_ago: int, hour: int = 10) -> Iterator[Step]:
    """An officer takes it, finds nothing against it and makes sure of the identity."""

    def check(at: datetime) -> None:
        assign_application(application=press.applied(), to=press.officer, by=press.officer, at=at)
        found: dict[str, Any] = {"kind": ReviewKind.PRESS, "verdict": Verdict.NO_OBJECTION}
        record_review(application=press.applied(), **found, by=press.officer, at=at)
        confirm_identity(application=press.applied(), proof=IdentityProof.DOCUMENT, by=press.officer, at=at)

    yield Step(days_ago, check, hour)


def only_checked(days_ago: int) -> PressPlot:
    return lambda press: checked(press, days_ago)


def accredited(days_ago: int, *, lasts_days: int = 0) -> PressPlot:
    """For a year, or until `lasts_days` from today."""

    def plot(press: Press) -> Iterator[Step]:
        def accredit(at: datetime) -> None:
            until = (at + timedelta(days=lasts_days)).date() if lasts_days else None
            accredit_application(application=press.applied(), valid_until_on=until, by=press.senior, at=at)

        yield from checked(press, days_ago, 11)
        yield Step(days_ago, accredit, 16)

    return plot


def limited(days_ago: int, zones: tuple[int, ...], limits: str) -> PressPlot:
    def plot(press: Press) -> Iterator[Step]:
        def limit(at: datetime) -> None:
            limit_application(application=press.applied(), zones=zones, limits=limits, by=press.senior, at=at)

        yield from checked(press, days_ago, 11)
        yield Step(days_ago, limit, 16)

    return plot


def refused(days_ago: int, ground: Ground, reason: str) -> PressPlot:
    def plot(press: Press) -> Iterator[Step]:
        def refuse(at: datetime) -> None:
            refuse_application(application=press.applied(), ground=ground, reason=reason, by=press.senior, at=at)

        def object_to(at: datetime) -> None:
            found: dict[str, Any] = {"kind": ReviewKind.PRESS, "verdict": Verdict.OBJECTION, "remark": reason}
            record_review(application=press.applied(), **found, by=press.officer, at=at)

        yield Step(days_ago, object_to, 11)
        yield Step(days_ago, refuse, 16)

    return plot


def returned(days_ago: int, missing: str) -> PressPlot:
    def plot(press: Press) -> Iterator[Step]:
        def give_back(at: datetime) -> None:
            return_application(application=press.applied(), missing=missing, by=press.officer, at=at)

        yield Step(days_ago, give_back)

    return plot


def withdrawn(days_ago: int, reason: str) -> PressPlot:
    def plot(press: Press) -> Iterator[Step]:
        def give_up(at: datetime) -> None:
            withdraw_application(application=press.applied(), reason=reason, by=press.officer, at=at)

        yield Step(days_ago, give_up)

    return plot


def cleared_by_security(days_ago: int) -> PressPlot:
    """Both checks are there: it waits for the decision."""

    def plot(press: Press) -> Iterator[Step]:
        def clear(at: datetime) -> None:
            found: dict[str, Any] = {"kind": ReviewKind.SECURITY, "verdict": Verdict.NO_OBJECTION}
            record_review(application=press.applied(), **found, by=press.security, at=at)

        yield from checked(press, days_ago + 1)
        yield Step(days_ago, clear)

    return plot


def deprived(accredited_days_ago: int, first: str, second: str) -> PressPlot:
    """Two breaches, a preliminary decision, no objection, the decision of the head."""

    def plot(press: Press) -> Iterator[Step]:
        def breach(what: str) -> Act:
            return lambda at: record_breach(
                accreditation=press.held(), on=at.date(), what=what, by=press.officer, at=at
            )

        def propose(at: datetime) -> None:
            held = press.held()
            found: dict[str, Any] = {"ground": DeprivationGround.BREACHES, "breaches": list(held.breaches.all())}
            propose_deprivation(accreditation=held, facts=f"{first}\n{second}", **found, by=press.senior, at=at)

        def deprive(at: datetime) -> None:
            proceeding = press.held().proceedings.select_related("accreditation__agency").get()
            deprive_accreditation(proceeding=proceeding, reasons=f"{first}\n{second}", by=press.head, at=at)

        yield from accredited(accredited_days_ago)(press)
        yield Step(accredited_days_ago - 2, breach(first))
        yield Step(accredited_days_ago - 3, breach(second))
        yield Step(accredited_days_ago - 3, propose, 17)
        yield Step(1, deprive)

    return plot


PLOTS: Mapping[str, PressPlot] = {
    "saule": accredited(12),
    "vlasov": accredited(12, lasts_days=35),
    "tv": accredited(11),
    "camera": limited(11, (1,), "Съёмка только в пресс-центре."),
    "breaker": deprived(
        12,
        "Жабық кеңестен үзінді басқа басылымда жарияланды.",
        "Іс-шара регламентін екінші рет бұзды: залдан шығарылды.",
    ),
    "unregistered": refused(9, Ground.NOT_REGISTERED, "Издания нет в реестре зарегистрированных СМИ."),
    "gone": withdrawn(9, "Басқа басылымға ауысты."),
    "incomplete": returned(1, "Приложите договор или иное подтверждение работы в редакции."),
    "checked": only_checked(1),
    "guarded": only_checked(3),
    "cleared": cleared_by_security(1),
}
