"""Puts lost work back. The queue is disposable: whatever it forgot is found here, in the rows.

It runs every few seconds in every worker and by hand (`manage.py sweep`). Any number may run at once: what it does is
mostly to enqueue rows, and a row is claimed only once.
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from redis import RedisError

from generation import events, lanes, providers, queues, spool
from generation.chain import lane
from generation.jobs import Job
from generation.pipeline import make_asset, write_story
from generation.providers.base import MisconfiguredError
from generation.providers.refusals import THROTTLED
from generation.settling import abandoned, cancel_waiting, complete
from stories.models import UNFINISHED, Asset, AssetStatus, Status, Story

logger = logging.getLogger(__name__)
STALE_AFTER = timedelta(seconds=10)  # work this long on no queue, in no lane and under no lease is lost
TOLD_AFTER = timedelta(minutes=1)  # a vendor that throttles is usually well again before
MOST_AT_ONCE = 500
MOST_COMPARED = 5000  # rows that wait their turn in a lane are looked up there, not enqueued
JOBS: dict[str, Job] = {"text": write_story, "image": make_asset, "audio": make_asset}


def sweep() -> Counter[str]:
    """Put back what was lost; returns how much of what."""
    done: Counter[str] = Counter()
    for kind, job in JOBS.items():
        done[f"{kind} jobs enqueued"] = _enqueue_lost(job, _unfinished(kind), kind)
    done["turns given"] = _admit()
    done["given up"] = sum(_lose_patience(job, kind) for kind, job in JOBS.items())
    done["assets cancelled"] = _cancel_stopped()
    done["stories told to wait"] = _explain_waiting()
    done["stories told to go on"] = _stop_explaining()
    done["stories completed"] = _complete_settled()
    done["spooled files dropped"] = _tidy_spool()
    found = +done
    if found:
        logger.info("sweep: %s", ", ".join(f"{count} {what}" for what, count in found.items()))
    return found


def _unfinished(kind: str) -> QuerySet:
    """What could be worked on now."""
    if kind == "text":
        return Story.objects.filter(Story.claimable())
    return Asset.objects.filter(Asset.claimable(), kind=kind)


def _enqueue_lost(job: Job, rows: QuerySet, kind: str) -> int:
    # What was enqueued in the future was so by a clock that was wrong.
    lost = Q(enqueued_at=None) | Q(enqueued_at__lt=Now() - STALE_AFTER) | Q(enqueued_at__gt=Now() + STALE_AFTER)
    oldest = rows.filter(lost).order_by("created_at").values_list("pk", flat=True)
    candidates = [str(pk) for pk in oldest[:MOST_COMPARED]]
    if not candidates:
        return 0
    try:
        known = queues.queued_ids(kind).union(*(lanes.waiting(lane(kind, p), candidates) for p in providers.get(kind)))
    except RedisError:
        logger.warning("%d %s jobs wait for Redis", len(candidates), kind)
        return 0
    pks = [pk for pk in candidates if pk not in known]
    rows.model.objects.filter(pk__in=pks).update(enqueued_at=Now())
    job.push((kind, pk) for pk in pks)
    return len(pks)


def _admit() -> int:
    """Turns that came without anybody leaving a lane: a dead worker's place lapsed, a closure ended."""
    given = 0
    try:
        for kind, job in JOBS.items():
            for provider in providers.get(kind):
                tickets = lanes.admit(lane(kind, provider))
                job.push((kind, ticket) for ticket in tickets)
                given += len(tickets)
    except RedisError:
        logger.warning("no turns are given: Redis does not answer")
    return given


def _lose_patience(job: Job, kind: str) -> int:
    """While no vendor of a kind can be asked, all that waits for one says why, and in the end it is given up."""
    try:
        if not all(lanes.is_shut(lane(kind, provider)) for provider in providers.get(kind)):
            return 0
    except RedisError:
        return 0
    rows = _unfinished(kind)
    # A vendor that throttles gives everybody a turn in the end; only those it turned down themselves lose patience.
    blocked = rows.filter(blocked_since__isnull=False).exclude(error_code__in=THROTTLED)
    reason = blocked.values("error", "error_code").first()
    if reason:
        rows.filter(blocked_since=None).update(blocked_since=Now(), **reason)
    overdue = list(rows.filter(blocked_since__lt=Now() - timedelta(seconds=settings.PATIENCE_SECONDS))[:MOST_AT_ONCE])
    for row in overdue:
        job.give_up(row, MisconfiguredError(row.error, code=row.error_code))
    return len(overdue)


def _cancel_stopped() -> int:
    left_over = Exists(Asset.objects.filter(abandoned(), scene__story=OuterRef("pk")))
    stopped = list(Story.objects.filter(left_over, status=Status.FAILED)[:MOST_AT_ONCE])
    for story in stopped:
        cancel_waiting(story)
    return len(stopped)


def _explain_waiting() -> int:
    """A story some of whose work waits for an operator says so, until it goes on."""
    for_an_operator = Q(blocked_since__isnull=False) & ~Q(error_code__in=THROTTLED)
    for_long = Q(blocked_since__lt=Now() - TOLD_AFTER)
    blocked = Asset.objects.filter(for_an_operator | for_long, status=AssetStatus.PENDING, scene__story=OuterRef("pk"))
    told = 0
    waiting = Story.objects.filter(Exists(blocked), status=Status.PROCESSING, error="")
    for story in waiting[:MOST_AT_ONCE]:
        reason = Asset.objects.filter(scene__story=story, blocked_since__isnull=False).values_list("error", flat=True)
        told += Story.objects.filter(pk=story.pk, status=Status.PROCESSING).update(error=reason.first() or "")
        events.publish(story.pk, "story", status=story.status)
    return told


def _stop_explaining() -> int:
    """What a story waited for has come. What its own text waits for has a code, and is not told by the sweep."""
    blocked = Asset.objects.filter(status__in=UNFINISHED, blocked_since__isnull=False, scene__story=OuterRef("pk"))
    wait_is_over = Q(~Exists(blocked), status=Status.PROCESSING, error_code="") & ~Q(error="")
    going_on = list(Story.objects.filter(wait_is_over)[:MOST_AT_ONCE])
    for story in going_on:
        Story.objects.filter(wait_is_over, pk=story.pk).update(error="")
        events.publish(story.pk, "story", status=story.status)
    return len(going_on)


def _complete_settled() -> int:
    unfinished = Asset.objects.filter(scene__story=OuterRef("pk"), status__in=UNFINISHED)
    settled = Story.objects.filter(~Exists(unfinished), status=Status.PROCESSING, written_at__isnull=False)
    return sum(complete(story) for story in settled[:MOST_AT_ONCE])


def _tidy_spool() -> int:
    """Bytes on this machine's disk that nobody will ask for: they are stored, or their asset is gone."""
    spooled = list(spool.all_ids())
    return sum(_drop_done_with(spooled[i : i + MOST_AT_ONCE]) for i in range(0, len(spooled), MOST_AT_ONCE))


def _drop_done_with(spooled: list[UUID]) -> int:
    wanted = Asset.objects.filter(pk__in=spooled).exclude(status=AssetStatus.READY)
    done_with = set(spooled) - set(wanted.values_list("pk", flat=True))
    for asset_id in done_with:
        spool.drop(asset_id)
    return len(done_with)
