"""How any job runs: a place in the vendor's lane, a claim on the row, the step, and what follows from its errors.

RQ carries ids; the row decides. A job may be delivered twice or never: a claim is one conditional UPDATE, and the sweep
enqueues again what is due. Retries have one level (here) and one table (chain.BACKOFF).
"""

from __future__ import annotations

import logging
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from redis import RedisError

from generation import chain, lanes, leases, providers, queues
from generation.providers.base import (
    MisconfiguredError,
    PermanentError,
    Provider,
    ProviderError,
    RefusedError,
    TransientError,
)
from generation.worker.interrupts import JobStopped, JobTimeoutException
from stories.models import Work

logger = logging.getLogger(__name__)

STORAGE_BACKOFF = 10
MOST_CRASHES = 6  # a row that takes its worker down again and again is given up
INFRASTRUCTURE = (*leases.DATABASE_AWAY, RedisError)


class Unstored(Exception):
    """A step's way to say: this machine or the storage cannot take what the vendor makes. `error` says why."""

    def __init__(self, error: ProviderError) -> None:
        super().__init__(str(error))
        self.error = error
        self.delay = (isinstance(error, TransientError) and error.retry_after) or STORAGE_BACKOFF


@dataclass(frozen=True)
class Job:
    """A step made into a function a worker runs. `path` is where RQ finds this very object.

    `step(row, place, provider)` is the happy path; `settle(row)` is called once the row reached an end, good or bad.
    """

    path: str
    rows: Callable[[], QuerySet]
    step: Callable[[Any, lanes.Place, Provider], None]
    settle: Callable[[Any], None]

    def enqueue(self, *rows: Work) -> None:
        """Tell the queue about these rows once they are committed. Redis may be away: the sweep finds them."""
        transaction.on_commit(lambda: self.push([(row.kind, str(row.pk)) for row in rows]))

    def push(self, entries: Iterable[tuple[str, str]]) -> None:
        """Put (kind, row id) pairs on their queues."""
        by_kind: dict[str, list[str]] = {}
        for kind, pk in entries:
            by_kind.setdefault(kind, []).append(pk)
        for kind, pks in by_kind.items():
            if not queues.push(self.path, kind, pks):
                self.rows().filter(pk__in=pks).update(enqueued_at=None)  # the next sweep does it

    def __call__(self, kind: str, pk: str) -> None:
        """What a worker runs. It returns nothing: the row is the answer."""
        rows = self.rows().filter(pk=pk)
        try:
            row = rows.filter(rows.model.claimable()).first()
            if row is None:
                self._leave_lanes(kind, pk, rows)
            elif left := chain.left(row):
                self._take_place(row, chain.choose(row, left))
            else:
                self.give_up(row, chain.nobody(row))
        except INFRASTRUCTURE as error:
            logger.warning("%s %s is left to the sweep: %s", kind, pk, type(error).__name__)

    def _leave_lanes(self, kind: str, pk: str, rows: QuerySet) -> None:
        """A row that is gone or finished must not keep a place; one that another worker holds keeps it."""
        if not rows.filter(lease_until__gt=Now()).exists():
            self._leave(kind, pk, providers.get(kind))

    def _leave(self, kind: str, pk: str, left: Iterable[Provider]) -> None:
        for provider in left:
            lanes.Place(chain.lane(kind, provider), pk, self._granted(kind)).leave()

    def _granted(self, kind: str) -> Callable[[tuple[str, ...]], None]:
        return lambda tickets: self.push((kind, ticket) for ticket in tickets)

    def _take_place(self, row: Any, provider: Provider) -> None:
        # It may stand in another lane's line, or have been given a place there just before that lane closed.
        self._leave(row.kind, str(row.pk), (other for other in providers.get(row.kind) if other is not provider))
        place = lanes.take(
            chain.lane(row.kind, provider),
            str(row.pk),
            owner=row.owner,
            sequence=row.sequence,
            granted=self._granted(row.kind),
        )
        if place is None:
            return  # it stands in line; whoever leaves the lane enqueues it again
        if not leases.claim(row):  # another worker was first, and the place is its own now
            self._leave_lanes(row.kind, str(row.pk), self.rows().filter(pk=row.pk))
            return
        try:
            with leases.holding(row), _places.holding(place):
                self._attempt(row, place, provider)
        finally:
            place.leave()
            connection.close()

    def _attempt(self, row: Any, place: lanes.Place, provider: Provider) -> None:
        try:
            if row.claims > MOST_CRASHES:
                raise RefusedError("Making this stopped the worker again and again; it is given up.", code="crashed")
            self.step(row, place, provider)
        except INFRASTRUCTURE:
            raise  # when its lease ends, the sweep brings it back
        except Unstored as unstored:
            self._wait(row, unstored.error, unstored.delay)
        except MisconfiguredError as error:
            self._wait_for_lane(row, error, place.lane)
        except TransientError as error:
            if error.throttled:
                self._wait_for_lane(row, error, place.lane)
            else:
                self._retry(row, error, provider)
        except ProviderError as error:
            self._next_provider(row, error, provider)
        except Exception as error:
            if isinstance(error, IntegrityError) and not self.rows().filter(pk=row.pk).exists():
                return  # it was deleted a moment ago, and what is about it has no place in the database any more
            self.give_up(row, _our_fault(error))
            raise
        else:
            self.settle(row)

    def _retry(self, row: Any, error: TransientError, provider: Provider) -> None:
        failures = row.failures.get(provider.vendor, 0)
        if failures >= len(chain.BACKOFF):
            self._next_provider(row, error, provider)
            return
        delay = error.retry_after if error.retry_after is not None else _jittered(chain.BACKOFF[failures])
        self._put_back(row, error, delay, failures={**row.failures, provider.vendor: failures + 1}, blocked_since=None)

    def _next_provider(self, row: Any, error: ProviderError, provider: Provider) -> None:
        """This provider will not do it; ask another of the list, unless the content itself was refused."""
        if isinstance(error, RefusedError) or len(chain.left(row)) <= 1:
            self.give_up(row, error)
        else:
            failures = {**row.failures, provider.vendor: chain.FOR_GOOD}
            self._put_back(row, error, 0, failures=failures, blocked_since=None)

    def _wait_for_lane(self, row: Any, error: ProviderError, closed: lanes.Lane) -> None:
        """The lane is closed for all, so the row need not wait by itself: it stands in line, or asks another provider.

        So do those who stood in line before it, where there is another provider and this lane will not open soon.
        """
        self._wait(row, error, 0)
        if len(providers.get(row.kind)) > 1 and lanes.is_shut(closed):
            self.push((row.kind, ticket) for ticket in lanes.drain(closed))

    def _wait(self, row: Any, error: ProviderError, delay: float) -> None:
        """What is nobody's failure costs no attempt, but patience has an end."""
        now = timezone.now()
        if now - (row.blocked_since or now) >= timedelta(seconds=settings.PATIENCE_SECONDS):
            self.give_up(row, error)
        else:
            self._put_back(row, error, delay, blocked_since=Coalesce("blocked_since", Now()))

    def _put_back(self, row: Any, error: ProviderError, delay: float, **fields: Any) -> None:
        """What has to wait is enqueued by the sweep, the rest at once."""
        if leases.put_back(row, error, delay, **fields) and not delay:
            self.push([(row.kind, str(row.pk))])

    def give_up(self, row: Any, error: ProviderError) -> None:
        fields = {**leases.UNLEASED, "error": str(error), "error_code": error.code, "blocked_since": None}
        row.move("FAILED", row.held, **fields)
        self.settle(row)


def _our_fault(error: Exception) -> PermanentError:
    if isinstance(error, JobStopped):
        return PermanentError("Somebody stopped this on the queues' page; retry it to go on.", code="stopped")
    if isinstance(error, JobTimeoutException):
        minutes = queues.TIMEOUT // 60
        return PermanentError(f"This was not done after {minutes} minutes and was stopped; try again.", code="overdue")
    return PermanentError("Something went wrong on our side; it has been logged.", code="internal")


def _jittered(seconds: float) -> float:
    return seconds * random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, guards nothing


_places = leases.Keeper(lanes.renew, (RedisError,))
