"""Lanes: how many calls a vendor gets at once over all machines, whose turn it is, and when a vendor is left alone.

A place in a lane is a lease in Redis; a dead worker's places come back when it ends. Work without a place waits here,
not on a thread: fair between owners (start-time fair queuing), within an owner a first scene before a tenth. A lane
closes for a while when its vendor throttles or is misconfigured, and opens half: one call goes ahead of the others.
Where the vendor throttled, half as many are let in at once from then on, and one more after every so many successes.
All of it is disposable: rows say what is to be done, and the sweep brings back whatever Redis forgot.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType

from django.conf import settings
from redis import RedisError

from generation.broker import connection
from generation.providers.base import MisconfiguredError, TransientError

logger = logging.getLogger(__name__)

PREFIX = "storymimi:lane:"
SCRIPT = Path(__file__).with_name("lanes.lua")
FIRST_CLOSURE_SECONDS = 2
LONGEST_CLOSURE_SECONDS = 300
MISCONFIGURED_CLOSURE_SECONDS = 60
_CLOSURES = (FIRST_CLOSURE_SECONDS * 1000, LONGEST_CLOSURE_SECONDS * 1000)
# So many failures in a row that are nobody's throttling close a lane too: the vendor is ill.
FAILURES_THAT_CLOSE = 8
# A vendor that throttled is tried with one call more at once after so many that went well.
SUCCESSES_A_PLACE = 20


@dataclass(frozen=True)
class Lane:
    """`name` is kind:vendor; `cap` how many calls may be under way at once."""

    name: str
    cap: int


class Place:
    """A place in a lane for one call: `with place:` around the call gives it back and tells the lane how it went.

    `granted` is called with the tickets whose turn it is then. `limit` may be set to what the vendor says it allows.
    """

    def __init__(self, lane: Lane, ticket: str, granted: Callable[[tuple[str, ...]], None]) -> None:
        self.lane, self.ticket, self.granted = lane, ticket, granted
        self.limit: int | None = None
        self.held = True

    def __enter__(self) -> Place:
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.leave(error, worked=error is None)

    def leave(self, error: BaseException | None = None, *, worked: bool = False) -> None:
        if not self.held:
            return
        self.held = False
        try:
            self._tell(error)
            self.granted(release(self.lane, self.ticket, worked=worked, cap=self.limit))
        except RedisError:
            logger.warning("a place in lane %s lapses by itself: Redis does not answer", self.lane.name)

    def _tell(self, error: BaseException | None) -> None:
        if isinstance(error, MisconfiguredError):
            logger.error("lane %s is closed for a while: %s", self.lane.name, error)
            close(self.lane, MISCONFIGURED_CLOSURE_SECONDS, ticket=self.ticket)
        elif isinstance(error, TransientError) and error.throttled:
            close(self.lane, error.retry_after or 0, ticket=self.ticket, slower=True)
        elif isinstance(error, TransientError):
            failed(self.lane, self.ticket)


def take(
    lane: Lane, ticket: str, *, owner: str, sequence: int, granted: Callable[[tuple[str, ...]], None]
) -> Place | None:
    """A place for `ticket` (a row's id), or None: it stands in line then. Taking again is harmless."""
    turns = _call("take", lane, ticket, owner, sequence)
    granted(tuple(other for other in turns if other != ticket))
    return Place(lane, ticket, granted) if ticket in turns else None


def release(lane: Lane, ticket: str, *, worked: bool = False, cap: int | None = None) -> tuple[str, ...]:
    """Give a place back, or leave the line; returns the tickets whose turn it is now. `worked` says that the vendor is
    well; `cap` is a lower limit the vendor itself told us."""
    return _call("release", lane, ticket, int(worked), cap or 0, SUCCESSES_A_PLACE)


def admit(lane: Lane) -> tuple[str, ...]:
    """The tickets whose turn it is by now (places came back, a closure ended)."""
    return _call("admit", lane)


def drain(lane: Lane) -> tuple[str, ...]:
    """The tickets of all who stood in line. Nobody does any more."""
    return _call("drain", lane)


def close(lane: Lane, seconds: float = 0, *, ticket: str = "", slower: bool = False) -> None:
    """Leave the vendor alone for so many seconds, or for twice as long as last time; `slower`: and let in half as many.

    A lane closes once for all calls that were under way: the others' tickets change nothing any more.
    """
    _call("close", lane, ticket, int(seconds * 1000), *_CLOSURES, int(slower))


def failed(lane: Lane, ticket: str) -> None:
    """Count a failure; many in a row close the lane, and so does that of the call which went ahead."""
    _call("failed", lane, ticket, FAILURES_THAT_CLOSE, *_CLOSURES)


def is_open(lane: Lane, ticket: str = "") -> bool:
    """Whether a call may be made in this lane once there is a place; `ticket` may be the one that goes ahead."""
    return _call("is_open", lane, ticket) == ("1",)


def is_shut(lane: Lane) -> bool:
    """It will not open soon: its vendor needs an operator, or would not even serve the one that went ahead."""
    return _call("is_shut", lane, MISCONFIGURED_CLOSURE_SECONDS * 1000) == ("1",)


def waiting(lane: Lane, tickets: Iterable[str]) -> set[str]:
    """Those of the tickets that stand in line."""
    wanted = list(tickets)
    found = connection().hmget(f"{PREFIX}{lane.name}:waiting", wanted) if wanted else []
    return {ticket for ticket, owner in zip(wanted, found, strict=True) if owner}


def renew(places: Iterable[Place]) -> None:
    """Keep the places whose calls are still under way, one script a lane; also those Redis has forgotten."""
    kept = [place for place in places if place.held]
    tickets: defaultdict[Lane, list[str]] = defaultdict(list)
    for place in kept:
        tickets[place.lane].append(place.ticket)
    with connection().pipeline(transaction=False) as pipe:
        for lane, held in tickets.items():
            _script()(*_arguments("renew", lane, *held), client=pipe)
        pipe.execute()
    for place in kept:
        if not place.held:  # it was given back meanwhile, perhaps just before it was renewed
            place.granted(release(place.lane, place.ticket))


def _call(verb: str, lane: Lane, *values: object) -> tuple[str, ...]:
    return tuple(item.decode() for item in _script()(*_arguments(verb, lane, *values)))


def _arguments(verb: str, lane: Lane, *values: object) -> tuple[list[str], list[object]]:
    return [f"{PREFIX}{lane.name}"], [verb, lane.cap, settings.LEASE_SECONDS * 1000, *values]


@cache
def _script():
    return connection().register_script(SCRIPT.read_text())
