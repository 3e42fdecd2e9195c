"""Every call to a provider through one door: a row before it, its end after it, and no call beyond a budget."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from generation.leases import DATABASE_AWAY
from generation.models import Call, Outcome
from generation.providers.base import Provider, ProviderError, RefusedError, TransientError, Usage
from stories.models import Asset, Story

logger = logging.getLogger(__name__)
BUDGET_LOCK = 0x5709  # one number for pg_advisory_xact_lock: callers about to spend take turns

BROKEN_OFF = frozenset({"timed_out", "cut_off"})  # of an unreachable vendor nothing was asked

# For a QuerySet of stories: USD each has taken so far, calls under way at their expected cost.
SPENT_ON_STORY = Sum(Coalesce("calls__cost", "calls__expected_cost"), default=Decimal(0))

STORY_IS_FULL = (
    "The budget of {limit} for one story has no room for more. What is made stays; raise BUDGET_PER_STORY and retry."
)
DAY_IS_FULL = (
    "The budget of {limit} a day has no room for more. What is made stays; retry tomorrow, or raise BUDGET_PER_DAY."
)
USER_IS_FULL = (
    "Your budget of {limit} a day has no room for more. What is made stays; retry tomorrow, or ask for a larger one."
)


class BudgetReachedError(RefusedError):
    """No vendor is asked: the money set aside is spent."""

    code = "budget"


@contextmanager
def record(
    provider: Provider, *, story: Story, asset: Asset | None = None, expected: Decimal = Decimal(0)
) -> Iterator[Usage]:
    """Write the call down, lend out its Usage, and close the row however the call ends.

    A process that dies in between leaves the outcome "unknown". Raises BudgetReachedError before anything is paid.
    """
    call = _open(provider, story, asset, expected)
    started = time.monotonic()
    usage = Usage(model=provider.model, on_identify=lambda usage: _identify(call, usage))
    try:
        yield usage
    except BaseException as error:
        _close(call, usage, started, error)
        raise
    _close(call, usage, started, None)


def disown(asset: Asset, error: ProviderError) -> None:
    """What the vendor called good turned out to be of no use: the call has failed, and keeps what it cost."""
    Call.objects.filter(asset=asset, outcome=Outcome.OK).update(outcome=Outcome.FAILED, error_code=error.code)


def _open(provider: Provider, story: Story, asset: Asset | None, expected: Decimal) -> Call:
    call = Call(
        kind=asset.kind if asset else story.kind,
        vendor=provider.vendor,
        model=provider.model,
        story=story,
        asset=asset,
        user_id=story.user_id,
        expected_cost=expected,
    )
    if not expected or not _budgets(story):
        call.save(force_insert=True)
        return call
    with transaction.atomic():
        _take_turns()
        for budget in _budgets(story):
            budget.check(expected)
        call.save(force_insert=True)
    return call


def _take_turns() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [BUDGET_LOCK])


@dataclass(frozen=True)
class Budget:
    """`limit` is USD for `calls`; `sentence` tells a person what has no room, and what to do."""

    limit: Decimal
    calls: models.QuerySet[Call]
    sentence: str

    def check(self, expected: Decimal) -> None:
        if _spent(self.calls) + expected > self.limit:
            raise BudgetReachedError(self.sentence.format(limit=_dollars(self.limit)))


def _budgets(story: Story) -> list[Budget]:
    """Every budget that is set and holds for this story. A day is the last 24 hours."""
    today = Call.objects.filter(started_at__gte=timezone.now() - timedelta(days=1))
    budgets = [
        Budget(settings.BUDGET_PER_STORY, Call.objects.filter(story=story), STORY_IS_FULL),
        Budget(settings.BUDGET_PER_DAY, today, DAY_IS_FULL),
    ]
    if story.user_id:
        budgets.append(Budget(settings.BUDGET_PER_USER_AND_DAY, today.filter(user_id=story.user_id), USER_IS_FULL))
    return [budget for budget in budgets if budget.limit is not None]


def _dollars(amount: Decimal) -> str:
    return f"${amount:,.2f}" if round(amount, 2) == amount else f"${amount:g}"


def _spent(calls: models.QuerySet[Call]) -> Decimal:
    return calls.aggregate(total=Sum(Coalesce("cost", "expected_cost")))["total"] or Decimal(0)


def _identify(call: Call, usage: Usage) -> None:
    """Keep the vendor's first id at once, and what it bills where that is known already: this process may die now."""
    if call.request_id and call.cost == usage.cost:
        return
    call.request_id, call.cost = usage.request_id[:255], usage.cost
    noted = {"request_id": call.request_id, "cost": usage.cost, "cost_estimated": usage.estimated, "units": usage.units}
    try:
        Call.objects.filter(pk=call.pk).update(**noted)
    except DATABASE_AWAY as error:  # what the vendor is sending is worth more than this note
        logger.warning("call %s to %s gets its number when it ends: %s", call.pk, call.vendor, type(error).__name__)
    if not connection.in_atomic_block:
        connection.close()


def _close(call: Call, usage: Usage, started: float, error: BaseException | None) -> None:
    call.outcome, call.error_code = _outcome(error)
    call.model = usage.model[:128]
    call.request_id = usage.request_id[:255]
    call.units = usage.units
    call.cost, call.cost_estimated = _cost(call, usage), usage.estimated
    call.ended_at, call.seconds = timezone.now(), round(time.monotonic() - started, 3)
    call.save(
        update_fields=[
            "outcome", "error_code", "model", "request_id", "units", "cost", "cost_estimated", "ended_at", "seconds"
        ]
    )  # fmt: skip


def _cost(call: Call, usage: Usage) -> Decimal | None:
    """None where nobody knows. A vendor that turned the call down before it gave it a number made nothing."""
    turned_down = call.outcome in (Outcome.REFUSED, Outcome.FAILED) and not usage.request_id
    return Decimal(0) if usage.cost is None and turned_down else usage.cost


def _outcome(error: BaseException | None) -> tuple[str, str]:
    """A call that broke off may have been billed all the same: its outcome stays unknown."""
    match error:
        case None:
            return Outcome.OK, ""
        case RefusedError():
            return Outcome.REFUSED, error.code
        case TransientError() if error.code in BROKEN_OFF:
            return Outcome.UNKNOWN, error.code
        case ProviderError():
            return Outcome.FAILED, error.code
        case _:
            return Outcome.UNKNOWN, type(error).__name__
