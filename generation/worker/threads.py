"""Threads for the worker: slots, a pool that grows with the work, and work that repeats. Nothing of RQ."""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Collection
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from django.db import connections

logger = logging.getLogger(__name__)
Work = TypeVar("Work")


class Slots(Generic[Work]):
    """How many works may run at once, and how many may be started in all.

    Each of the `queues` has a slot of its own, which no other gets, where there are more slots than queues.
    """

    def __init__(self, count: int, in_all: float = math.inf, queues: Collection[str] = ()) -> None:
        first = int(min(count, in_all))
        self.started = 0
        self._in_all = in_all
        self._not_issued = in_all - first
        self._owners = frozenset(queues) if first > len(queues) and in_all == math.inf else frozenset()
        self._own = set(self._owners)  # the owners whose slot is free
        self._shared = first - len(self._own)
        self._held: dict[str, tuple[Work, str]] = {}
        self._changing = threading.Condition()
        self._last_end = time.monotonic()

    def take(self, queue: str, timeout: float) -> bool:
        """Then either `hold` it or `give_back` what was not needed."""
        with self._changing:
            if not self._changing.wait_for(lambda: queue in self._own or self._shared, timeout):
                return False
            if queue in self._own:
                self._own.remove(queue)
            else:
                self._shared -= 1
        return True

    def give_back(self, queue: str) -> None:
        with self._changing:
            if queue in self._owners - self._own:
                self._own.add(queue)
            else:
                self._shared += 1
            self._changing.notify_all()

    def hold(self, name: str, work: Work, queue: str) -> None:
        with self._changing:
            self.started += 1
            self._held[name] = work, queue

    def free(self, name: str) -> bool:
        """The work has ended, or is given up. Only the first of the two counts, and is told so."""
        with self._changing:
            _, queue = self._held.pop(name, (None, None))
            if queue is None:
                return False
            self._last_end = time.monotonic()
            if self._not_issued > 0:
                self._not_issued -= 1
                self.give_back(queue)
        return True

    def held(self) -> list[Work]:
        with self._changing:
            return [work for work, _ in self._held.values()]

    def are_used_up(self) -> bool:
        return self.started >= self._in_all

    def idle_seconds(self) -> float:
        return 0 if self._held else time.monotonic() - self._last_end


class Pool:
    """Runs calls at once, each in a thread that is kept for the next call. A call that never returns blocks nobody."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._calls: SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]]] = SimpleQueue()
        self._spare = threading.Semaphore(0)

    def run(self, call: Callable[..., object], *arguments: Any) -> None:
        if self._spare.acquire(blocking=False) or self._has_grown():
            self._calls.put((call, arguments))
        else:
            _without_connections(call, *arguments)  # here, where the system gives no more threads

    def _has_grown(self) -> bool:
        try:
            start(self._work, self._name)
        except RuntimeError as error:
            logger.warning("the %s threads: %s", self._name, error)
            return False
        return True

    def _work(self) -> None:
        while True:
            call, arguments = self._calls.get()
            _without_connections(call, *arguments)
            del call, arguments
            self._spare.release()


def start(call: Callable[..., object], name: str, *arguments: Any) -> threading.Thread:
    """A daemon thread: the process may end without it."""
    thread = threading.Thread(target=call, args=arguments, name=name, daemon=True)
    thread.start()
    return thread


def repeat(call: Callable[[], object], seconds: float, until: threading.Event) -> None:
    """Call now and then every so many seconds. What it raises is logged, and the next call comes all the same."""
    while True:
        try:
            _without_connections(call)
        except Exception:
            logger.exception("%s.%s failed; it runs again in %s s", call.__module__, call.__qualname__, seconds)
        if until.wait(seconds):
            return


def _without_connections(call: Callable[..., object], *arguments: Any) -> None:
    """A thread that waits for its next call keeps no database connection."""
    try:
        call(*arguments)
    finally:
        connections.close_all()
