"""Leases: what a process works on stays its own for as long as it lives, and no longer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime

import pytest
from django.db import connection

from generation.leases import Keeper
from stories import services
from stories.models import Asset, AssetStatus


class Renewals:
    """A renewal that writes down what it was asked to renew, and fails as often as it is told to."""

    def __init__(self) -> None:
        self.asked: list[set[str]] = []
        self.failures: list[Exception] = []
        self._news = threading.Condition()

    def __call__(self, items: set[str]) -> None:
        with self._news:
            self.asked.append(items)
            self._news.notify_all()
        if self.failures:
            raise self.failures.pop()

    def wait_for(self, count: int) -> list[set[str]]:
        return self.wait_until(lambda asked: len(asked) >= count)

    def wait_until(self, condition: Callable[[list[set[str]]], object]) -> list[set[str]]:
        """All that was asked, as soon as that is true of it."""
        with self._news:
            assert self._news.wait_for(lambda: condition(self.asked), timeout=60)
            return list(self.asked)


@pytest.fixture(autouse=True)
def short_leases(settings):
    settings.LEASE_SECONDS = 0.06


@pytest.fixture
def renewals() -> Renewals:
    return Renewals()


@pytest.fixture
def keeper(renewals) -> Keeper[str]:
    return Keeper(renewals, (ConnectionError,))


def test_what_is_held_is_renewed_again_and_again(keeper, renewals):
    with keeper.holding("a"):
        assert renewals.wait_for(4)[:4] == [{"a"}] * 4


def test_everything_held_is_renewed_at_one_stroke(keeper, renewals):
    with ExitStack() as held:
        for item in "abc":
            held.enter_context(keeper.holding(item))
        assert renewals.wait_until(lambda asked: {"a", "b", "c"} in asked)


def test_what_is_let_go_is_renewed_no_more(keeper, renewals):
    with keeper.holding("a"):
        with keeper.holding("b"):
            renewals.wait_for(1)
        seen = len(renewals.asked) + 1  # one renewal may be under way with both
        assert renewals.wait_for(seen + 2)[-1] == {"a"}


def test_what_ends_in_an_error_is_let_go_too(keeper, renewals):
    with pytest.raises(ZeroDivisionError), keeper.holding("a"):
        raise ZeroDivisionError
    with keeper.holding("b"):
        assert renewals.wait_until(lambda asked: asked[-2:] == [{"b"}, {"b"}])


def test_a_renewal_that_fails_is_tried_again(keeper, renewals, caplog):
    renewals.failures = [ConnectionError(), ConnectionError()]
    with keeper.holding("a"):
        renewals.wait_for(3)
    assert "1 leases were not renewed: ConnectionError" in caplog.text


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_after_a_bug_in_a_renewal_the_next_job_starts_renewing_again(keeper, renewals):
    renewals.failures = [ZeroDivisionError()]
    with keeper.holding("a"):
        renewals.wait_for(1)
        while any(thread.name == "leases" and thread is keeper._thread for thread in threading.enumerate()):
            time.sleep(0.01)
        with keeper.holding("b"):
            assert renewals.wait_for(2)[-1] == {"a", "b"}


# --- On rows ---------------------------------------------------------------------------------------------------------
@contextmanager
def watched(vendor) -> Iterator[set[datetime]]:
    """The ends the picture's lease had while it was made; the vendor is done when there were two."""
    ends, done = set(), threading.Event()

    def watch() -> None:
        while not done.wait(0.02):
            if asset := Asset.objects.filter(kind="image", status=AssetStatus.RUNNING).first():
                ends.add(asset.lease_until)
            if len(ends) > 1:
                vendor.let_go()
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield ends
    finally:
        done.set()
        watcher.join()


@pytest.mark.django_db(transaction=True)
def test_a_call_longer_than_a_lease_is_not_taken_for_lost(vendors, settings, work):
    settings.LEASE_SECONDS = 3
    vendors.image.fail(hold_at=0)
    services.create_story(title="t", prompt="p", num_scenes=1)
    with watched(vendors.image) as ends:
        work(sweeps=0)
    assert len(ends) >= 2, "it was renewed while the vendor drew"
    picture = Asset.objects.get(kind="image")
    assert (picture.status, picture.claims, picture.lease_until) == (AssetStatus.READY, 1, None)
