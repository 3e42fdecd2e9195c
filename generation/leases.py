"""What a worker works on is its own for as long as a lease lasts, and leases are renewed for as long as it lives.

So only a dead worker's work comes back, and it comes back by itself.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable, Hashable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from generation.providers.base import ProviderError
from stories.models import Work

logger = logging.getLogger(__name__)
# Columns of a row that nobody works on, and of one that went well after all.
UNLEASED = {"lease_token": None, "lease_until": None}
CLEAN = {"error": "", "error_code": "", "blocked_since": None}
DATABASE_AWAY = (OperationalError, InterfaceError)
Item = TypeVar("Item", bound=Hashable)
RENEWALS_PER_LEASE = 3


class Keeper(Generic[Item]):
    """Calls `renew` with all held items, several times within a lease. `lost` are the errors a renewal may survive."""

    def __init__(self, renew: Callable[[set[Item]], None], lost: tuple[type[Exception], ...]) -> None:
        self._renew, self._lost = renew, lost
        self._items: set[Item] = set()
        self._lock = threading.Lock()
        self._begun = threading.Event()
        self._thread: threading.Thread | None = None

    @contextmanager
    def holding(self, item: Item) -> Iterator[None]:
        with self._lock:
            if not self._items:
                self._begun.set()
            self._items.add(item)
            self._start()
        try:
            yield
        finally:
            with self._lock:
                self._items.discard(item)

    def _start(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="leases", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        while True:
            if self._begun.wait(settings.LEASE_SECONDS / RENEWALS_PER_LEASE):
                self._begun.clear()  # what is held since just now is renewed a whole wait later
                continue
            with self._lock:
                items = set(self._items)
            if items:
                self._renew_quietly(items)

    def _renew_quietly(self, items: set[Item]) -> None:
        try:
            self._renew(items)
        except self._lost as error:
            logger.warning("%d leases were not renewed: %s", len(items), type(error).__name__)


# --- Rows ------------------------------------------------------------------------------------------------------------
def claim(row: Any) -> bool:
    """Take the row under a lease; False if another worker was first."""
    token = uuid.uuid4()
    won = row.move(
        row.CLAIMED, row.claimable(), lease_token=token, lease_until=_end(), claims=F("claims") + 1, not_before=None
    )
    row.claims += won
    return won


def holding(row: Any) -> AbstractContextManager[None]:
    """Keep a claimed row meanwhile."""
    return _rows.holding((type(row), row.pk, row.lease_token))


def is_held(row: Any) -> bool:
    """Whether the row is this worker's still. Where the database cannot be asked, it is believed to be."""
    try:
        return type(row).objects.filter(row.held, pk=row.pk, status=row.CLAIMED).exists()
    except DATABASE_AWAY:
        return True
    finally:
        connection.close()


def put_back(row: Any, error: ProviderError, delay: float, **fields: Any) -> bool:
    """Leave the row to whoever claims it after so many seconds; False if it is another worker's by now."""
    logger.info("%s %s goes back for %.0f s: %s (%s)", row.kind, row.pk, delay, error, error.code)
    return row.move(
        row.WAITING,
        row.held,
        **UNLEASED,
        claims=0,
        enqueued_at=None if delay else timezone.now(),
        not_before=Now() + timedelta(seconds=delay),
        error=str(error),
        error_code=error.code,
        **fields,
    )


def _renew_rows(held: set[tuple[type[Work], uuid.UUID, uuid.UUID]]) -> None:
    try:
        for model in {model for model, _, _ in held}:
            pks = [pk for of, pk, _ in held if of is model]
            tokens = [token for of, _, token in held if of is model]
            # One row that somebody has locked must not let the leases of all the others run out.
            free = model.objects.select_for_update(skip_locked=True).filter(pk__in=pks, lease_token__in=tokens)
            with transaction.atomic():
                model.objects.filter(pk__in=free.values("pk")).update(lease_until=_end())
    finally:
        connection.close()


def _end() -> Any:
    return Now() + timedelta(seconds=settings.LEASE_SECONDS)


_rows = Keeper(_renew_rows, DATABASE_AWAY)
