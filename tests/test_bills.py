"""What a call cost is asked for until the vendor says so: also where its worker is dead, or the bill came late."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from generation import bills
from generation.models import Call, Outcome
from stories import services
from stories.models import Status, Story
from tests.worker_processes import kill, until, worker

pytestmark = pytest.mark.django_db(transaction=True)
LATER = timedelta(minutes=20)


def grow_old(by: timedelta = LATER) -> None:
    """Time passes for every call."""
    Call.objects.update(**{name: F(name) - by for name in ("started_at", "ended_at", "ask_after")})


def questions(vendors) -> int:
    return sum(call.path.endswith("/generation") for call in vendors.text.requests)


@pytest.fixture
def unbilled(vendors, work) -> Call:
    """A text that broke off, and whose bill was not written while its worker asked."""
    vendors.text.fail(cut_at=3000)
    vendors.text.settings(bill_late=1)
    services.create_story(title="t", prompt="p", num_scenes=2)
    work()
    call = Call.objects.get(kind="text", cost=None)
    assert (call.outcome, call.request_id in vendors.text.generations) == (Outcome.UNKNOWN, True)
    return call


def test_a_worker_killed_in_mid_text_leaves_a_call_whose_cost_is_found_out(vendors):
    vendors.text.fail(hang_at=20000)
    story = services.create_story(title="t", prompt="p", num_scenes=3)
    with worker(vendors) as process:
        until(story.scenes.exists, "the first scene")
        kill(process)
    call = Call.objects.get(kind="text")
    assert (call.outcome, call.cost) == (Outcome.UNKNOWN, None)
    grow_old()
    assert bills.ask() == 1
    call.refresh_from_db()
    assert float(call.cost) == pytest.approx(vendors.text.cost(vendors.text.generations[call.request_id]), abs=1e-6)
    assert call.units["output_tokens"] > 0


def test_a_bill_that_comes_late_is_still_booked(vendors, unbilled):
    grow_old()
    assert bills.ask() == 1
    unbilled.refresh_from_db()
    assert unbilled.cost > 0
    assert not unbilled.cost_estimated
    assert bills.ask() == 0


def test_a_call_under_way_is_not_asked_about(vendors, unbilled):
    Call.objects.update(ended_at=None, started_at=timezone.now() - timedelta(minutes=5))
    before = questions(vendors)
    assert bills.ask() == 0
    assert questions(vendors) == before


def test_a_vendor_that_never_writes_a_bill_is_asked_about_ten_times_and_left_alone(vendors, unbilled):
    vendors.text.settings(bill_late=10**6)
    before = questions(vendors)
    for _ in range(36):
        grow_old(timedelta(hours=1))
        assert bills.ask() == 0
    assert 3 < questions(vendors) - before < 12
    assert Call.objects.get(pk=unbilled.pk).cost is None


def test_workers_side_by_side_ask_once(vendors, unbilled):
    grow_old()
    assert [bills._take_turn(unbilled), bills._take_turn(unbilled)] == [True, False]


def test_a_vendor_that_is_no_longer_set_up_is_not_asked(vendors, unbilled, settings):
    settings.PROVIDERS = {**settings.PROVIDERS, "text": [{"BACKEND": "generation.providers.offline.writer.Writer"}]}
    grow_old()
    assert bills.ask() == 0


def test_a_worker_killed_behind_a_pictures_headers_leaves_its_price(vendors):
    vendors.image.fail(hang_at=100, path="/images")
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    with worker(vendors) as process:
        until(lambda: Call.objects.filter(kind="image").exclude(request_id="").exists(), "the picture's headers")
        kill(process)
    assert Story.objects.get(pk=story.pk).status == Status.PROCESSING
    assert Call.objects.get(kind="image").cost > 0
