"""Bills that come late: a call that broke off, or whose worker died, may have been paid. Its vendor is asked again."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from generation import providers, queues
from generation.models import Call
from generation.providers.base import Usage

logger = logging.getLogger(__name__)
FIRST_AFTER = timedelta(minutes=1)  # before that the call itself asks
GIVEN_UP_AFTER = timedelta(days=1)  # from then on the call counts as what was expected of it
MOST_AT_ONCE = 20


def ask() -> int:
    """Ask for every bill that is due, and return how many came. Any number of workers may do so at once."""
    came = sum(_ask(call) for call in _due()[:MOST_AT_ONCE])
    if came:
        logger.info("%d bills came late", came)
    return came


def _due() -> QuerySet[Call]:
    """Calls without a cost that their vendor would know, and that are not under way: no job lives that long."""
    now = timezone.now()
    is_over = Q(ended_at__lt=now - FIRST_AFTER) | Q(started_at__lt=now - timedelta(seconds=queues.TIMEOUT))
    is_time = Q(ask_after=None) | Q(ask_after__lt=now)
    unpriced = Call.objects.filter(cost=None, started_at__gt=now - GIVEN_UP_AFTER).exclude(request_id="")
    return unpriced.filter(is_over, is_time).order_by("started_at")


def _ask(call: Call) -> bool:
    provider = next((provider for provider in providers.get(call.kind) if provider.vendor == call.vendor), None)
    if provider is None or not _take_turn(call):
        return False
    usage = Usage(model=call.model, request_id=call.request_id, units=call.units)
    connection.close()  # none is held while a vendor is waited for
    provider.reconcile(usage)
    return usage.cost is not None and _note(call, usage)


def _take_turn(call: Call) -> bool:
    """One worker asks. The next time the call will be twice as old: a day takes about ten questions."""
    now = timezone.now()
    turn = Call.objects.filter(pk=call.pk, cost=None, ask_after=call.ask_after)
    return bool(turn.update(ask_after=now + (now - call.started_at)))


def _note(call: Call, usage: Usage) -> bool:
    found = {"cost": usage.cost, "cost_estimated": usage.estimated, "units": usage.units}
    return bool(Call.objects.filter(pk=call.pk, cost=None).update(**found))
