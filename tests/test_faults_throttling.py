"""Vendors that throttle or close their doors, and neighbours who would help: through real workers and their lanes."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from rq import Queue
from rq.command import send_stop_job_command
from rq.registry import StartedJobRegistry

from generation import broker, chain, lanes, pipeline, providers
from generation.models import Call
from stories import services
from stories.models import Asset, AssetStatus, Kind, Status, Story
from tests import rows
from tests.vendors.openai_media import ImageServer
from tests.worker_processes import until, worker

pytestmark = pytest.mark.django_db(transaction=True)
PAID = {"text": "/chat/completions", "image": "/images/generations"}
SLOW_DOWN = {"status": 429, "body": {"error": {"message": "x", "type": "y"}}}
NO_CREDIT = {"status": 402, "body": {"error": {"message": "spend limit", "type": "x"}}}


def has_ended(story: Story) -> bool:
    story.refresh_from_db()
    return story.status in (Status.COMPLETE, Status.FAILED)


def pictures(story: Story) -> list[Asset]:
    """Three to be made, but not before somebody says so."""
    later = timezone.now() + timedelta(hours=1)
    scenes = [rows.a_scene(story, sequence) for sequence in (1, 2, 3)]
    return [pipeline.new_asset(scene, Kind.IMAGE, not_before=later) for scene in scenes]


def asked(vendor, path: str = PAID["image"]) -> int:
    return sum(path in call.path for call in vendor.requests)


# --- Throttled -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", PAID)
def test_a_vendor_that_throttles_again_and_again_costs_no_attempt(vendors, kind):
    getattr(vendors, kind).fail(**SLOW_DOWN, headers={"Retry-After": "1"}, times=8, path=PAID[kind])
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    with worker(vendors):
        until(lambda: has_ended(story), "the story")
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert asked(getattr(vendors, kind), PAID[kind]) == 9


def test_of_a_vendor_that_serves_fewer_at_once_than_we_believed_every_picture_comes(vendors):
    vendors.image.settings(seconds=0.5, limit=2)
    vendors.image.fail(hold_at=0, times=2, path=PAID["image"])
    stories = [services.create_story(title="t", prompt="p", num_scenes=12) for _ in range(2)]
    throttled = Call.objects.filter(kind="image", error_code="rate_limited")
    with worker(vendors):
        until(throttled.exists, "a third to come while two are served")
        vendors.image.let_go()
        until(lambda: all(has_ended(story) for story in stories), "both stories", 300)
    assert {(story.status, story.error) for story in stories} == {(Status.COMPLETE, "")}
    assert throttled.count() < 24 + 16, "the lane has become as narrow as the vendor"


def test_a_vendor_that_turned_a_whole_crowd_down_once_is_soon_asked_again(vendors):
    """Each of the crowd would double the lane's rest, to five minutes."""
    vendors.image.fail(**SLOW_DOWN, wait=4, times=12, path=PAID["image"])
    story = services.create_story(title="t", prompt="p", num_scenes=12)
    with worker(vendors):
        until(lambda: has_ended(story), "the story", 240)
    assert (story.status, story.error) == (Status.COMPLETE, "")


# --- Another vendor --------------------------------------------------------------------------------------------------
@pytest.fixture
def second() -> Iterator[ImageServer]:
    with ImageServer() as server:
        yield server


def test_who_stood_in_line_for_a_vendor_whose_credit_ended_is_served_by_the_next(vendors, second):
    vendors.image.settings(seconds=1)
    vendors.image.fail(**NO_CREDIT, times=None, skip=2, path=PAID["image"])
    story = services.create_story(title="t", prompt="p", num_scenes=10)
    with worker(SimpleNamespace(**vars(vendors), second=second), TOGETHER_CONCURRENCY="2", LEASE_SECONDS="300"):
        until(Call.objects.filter(error_code="no_credit").exists, "the credit to end")
        lanes.close(lanes.Lane("image:together", 2), 600)
        # Had anybody kept a place in the first lane, or in its line, it would take until the lease or the rest ends.
        until(lambda: has_ended(story), "the story")
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert asked(second) >= 6


# --- The lane's wiring -----------------------------------------------------------------------------------------------
def served_in_turn(vendors, settings, *groups: list[Asset]) -> list[int]:
    """The seeds of the stories as their pictures are asked for, one at a time, after all have come to stand in line."""
    settings.LEASE_SECONDS = 600
    lane = lanes.Lane("image:together", 1)
    ours = lanes.take(lane, "us", owner="us", sequence=0, granted=push)
    for group in groups:
        Asset.objects.bulk_create(group)
    with worker(vendors, TOGETHER_CONCURRENCY="1"):
        for group in groups:
            tickets = [str(asset.pk) for asset in group]
            Asset.objects.filter(pk__in=tickets).update(not_before=None)
            push(tickets)
            until(lambda tickets=tickets: lanes.waiting(lane, tickets) == set(tickets), "all to stand in line")
        ours.leave()
        until(lambda: not Asset.objects.exclude(status=AssetStatus.READY).exists(), "all pictures")
    return [call.json["seed"] for call in vendors.image.requests if PAID["image"] in call.path]


def push(tickets: Iterable[str]) -> None:
    pipeline.make_asset.push((Kind.IMAGE, ticket) for ticket in tickets)


def a_written_story(seed: int, **fields) -> Story:
    return rows.a_bare_story(Status.PROCESSING, num_scenes=3, seed=seed, written_at=timezone.now(), **fields)


def test_a_person_with_many_stories_does_not_hold_up_another_one(vendors, settings):
    me = uuid.uuid4()
    mine = [a_written_story(1, user_id=me) for _ in range(6)]
    yours = a_written_story(2, user_id=uuid.uuid4())
    firsts = [pictures(story)[0] for story in mine]
    assert served_in_turn(vendors, settings, firsts, pictures(yours)[:1]).index(2) <= 1


def test_a_persons_first_scenes_go_before_the_later_ones(vendors, settings):
    me = uuid.uuid4()
    early, late = a_written_story(1, user_id=me), a_written_story(2, user_id=me)
    assert served_in_turn(vendors, settings, pictures(early), pictures(late)[:1]) == [1, 2, 1, 1]


def test_what_a_vendor_says_it_allows_is_kept(vendors, make_story):
    vendors.audio.settings(limit=2)
    make_story(num_scenes=1)
    lane = chain.lane("audio", providers.get("audio")[0])
    assert lane.cap > 2
    came = [lanes.take(lane, ticket, owner=ticket, sequence=1, granted=lambda _: None) for ticket in "abc"]
    assert [bool(place) for place in came] == [True, True, False]


def test_a_call_longer_than_a_lease_keeps_its_place(vendors):
    vendors.image.fail(hold_at=0, path=PAID["image"])
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    with worker(vendors, LEASE_SECONDS="3"):
        until(places, "the call")
        [(ticket, first_end)] = places().items()
        until(lambda: places().get(ticket, 0) > first_end + 3000, "the place to outlast its lease")
        vendors.image.let_go()
        until(lambda: has_ended(story), "the story")


def places() -> dict[bytes, float]:
    """Whose calls are under way at Together, and when their places lapse (ms)."""
    return dict(broker.connection().zrange(f"{lanes.PREFIX}image:together:held", 0, -1, withscores=True))


def test_when_redis_forgets_everything_the_calls_under_way_keep_their_places(vendors):
    vendors.image.fail(hold_at=0, times=2, path=PAID["image"])
    story, redis = services.create_story(title="t", prompt="p", num_scenes=4), broker.connection()
    waiting = Asset.objects.filter(kind=Kind.IMAGE, status=AssetStatus.PENDING)
    with worker(vendors, TOGETHER_CONCURRENCY="2", LEASE_SECONDS="15"):
        until(lambda: redis.hlen(f"{lanes.PREFIX}image:together:waiting") == 2, "two to stand in line")
        until(lambda: asked(vendors.image) == 2, "both calls")
        waiting.update(not_before=timezone.now() + timedelta(hours=1))  # the sweep leaves them alone
        under_way = set(places())
        redis.flushall()
        until(lambda: set(places()) == under_way, "both places")
        waiting.update(not_before=None, enqueued_at=None)
        until(lambda: redis.hlen(f"{lanes.PREFIX}image:together:waiting") == 2, "the others to stand in line again")
        vendors.image.let_go()
        until(lambda: has_ended(story), "the story")
    assert vendors.image.peak == 2


# --- Ended early -----------------------------------------------------------------------------------------------------
def test_a_cancelled_text_is_hung_up_on_before_its_next_scene(vendors):
    vendors.text.settings(tokens_per_second=0.5)  # not even the characters would be there for minutes
    story = services.create_story(title="t", prompt="p", num_scenes=5)
    with worker(vendors):
        until(lambda: vendors.text.running, "the call")
        services.cancel_story(Story.objects.get(pk=story.pk))
        until(lambda: vendors.text.abandoned, "us to hang up")
    story.refresh_from_db()
    assert (story.characters, story.error_code) == ([], "cancelled")


def test_a_picture_somebody_stops_on_the_queues_page_says_so(vendors):
    vendors.image.fail(drip=0.1, path=PAID["image"])
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    with worker(vendors):
        until(lambda: asked(vendors.image), "the call")
        [execution] = StartedJobRegistry("image", connection=broker.connection()).get_job_ids()
        send_stop_job_command(broker.connection(), execution.partition(":")[0])
        until(lambda: has_ended(story), "the story")
    assert "Somebody stopped this" in story.error
    assert Asset.objects.get(kind=Kind.IMAGE).error_code == "stopped"


def test_a_picture_that_takes_too_long_says_so(vendors):
    vendors.image.fail(drip=0.1, path=PAID["image"])
    story = a_written_story(1)
    [asset] = Asset.objects.bulk_create(pictures(story)[:1])
    kind = Queue("image", connection=broker.connection())
    job = "generation.pipeline.make_asset", "image", str(asset.pk)
    kind.enqueue(*job, job_timeout=1, job_id=f"{asset.pk}-ours")  # the sweep knows it by this name
    Asset.objects.update(not_before=None, enqueued_at=timezone.now())
    with worker(vendors):
        until(lambda: has_ended(story), "the story")
    asset.refresh_from_db()
    assert (asset.error_code, "was stopped; try again" in asset.error) == ("overdue", True)
