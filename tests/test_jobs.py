"""What follows from each way a call can fail: retry, wait, ask another vendor, give up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from generation import broker, chain, lanes
from generation.chain import BACKOFF
from generation.models import Call, Outcome
from generation.pipeline import make_asset, write_story
from stories import services
from stories.models import Asset, AssetStatus, Status, Story

pytestmark = pytest.mark.django_db(transaction=True)

REFUSED = {"status": 422, "body": {"error": {"message": "NSFW content", "type": "invalid_request_error"}}}
BAD_KEY = {"status": 401, "body": {"error": {"message": "Invalid API key", "type": "invalid_request_error"}}}
LATER = {"Retry-After": "600"}  # the machine may be slow, and a test must see the wait before it is over
BAD_REQUEST = {"status": 400, "body": {"error": {"message": "no", "type": "invalid_request_error"}}}
TOGETHER = lanes.Lane("image:together", 16)
BROKEN = {"status": 500, "body": {"error": {"message": "oh", "type": "server_error"}}}


def no_more_waiting() -> None:
    """Back-offs end now."""
    Asset.objects.update(not_before=None)
    Story.objects.update(not_before=None)


@pytest.fixture
def two_illustrators(vendors, settings, running_vendors):
    """Together first, a server that speaks OpenAI's language second."""
    from tests.vendors.openai_media import ImageServer

    with ImageServer() as second:
        options = {"BACKEND": "generation.providers.openai_image.OpenAIImage"}
        options["OPTIONS"] = {"base_url": f"{second.url}/v1", "model": second.model}
        settings.PROVIDERS = {**settings.PROVIDERS, "image": [*settings.PROVIDERS["image"], options]}
        yield second


def test_a_vendor_that_stumbles_is_asked_again(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    story = make_story(num_scenes=1)
    assert story.status == Status.PROCESSING
    asset = Asset.objects.get(kind="image")
    assert (asset.status, asset.failures) == (AssetStatus.PENDING, {"together": 1})
    assert asset.not_before > timezone.now()
    no_more_waiting()
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert [call.outcome for call in Call.objects.filter(kind="image")] == [Outcome.OK, Outcome.FAILED]


def test_the_vendors_own_wait_wins_over_our_table(make_story, vendors):
    vendors.image.fail(**BROKEN, headers={"Retry-After": "77"})
    make_story(num_scenes=1)
    wait = Asset.objects.get(kind="image").not_before - timezone.now()
    assert timedelta(seconds=30) < wait <= timedelta(seconds=77)


def test_the_rest_of_a_text_that_ended_too_early_is_asked_for_at_once(make_story, vendors):
    vendors.text.end("stop", after=60)
    assert make_story(num_scenes=5).status == Status.COMPLETE
    assert Call.objects.filter(kind="text").count() == 2


def test_after_the_last_attempt_the_picture_is_given_up_and_the_story_goes_on(make_story, vendors, work):
    vendors.image.fail(**BROKEN, times=None)
    story = make_story(num_scenes=1)
    for _ in range(len(BACKOFF) + 1):
        no_more_waiting()
        work(sweeps=2)
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    assert "1 picture" in story.error
    assert Call.objects.filter(kind="image").count() == len(BACKOFF) + 1


def test_a_bad_key_costs_no_attempt_and_the_operator_is_told(make_story, vendors, caplog):
    vendors.image.fail(**BAD_KEY, times=None)
    story = make_story(num_scenes=2)
    assets = Asset.objects.filter(kind="image")
    assert not assets.exclude(failures={}).exists()
    assert {asset.status for asset in assets} == {AssetStatus.PENDING}
    assert "key" in story.error
    assert Call.objects.filter(kind="image").count() == 1, "the lane closes for everybody"
    assert any(record.levelname == "ERROR" for record in caplog.records)


def test_patience_with_a_bad_key_has_an_end(make_story, vendors, settings):
    settings.PATIENCE_SECONDS = 0
    vendors.image.fail(**BAD_KEY, times=None)
    story = make_story(num_scenes=1)
    assert story.status == Status.COMPLETE
    assert "key" in story.error


def test_a_misconfigured_vendor_is_replaced_by_the_next(make_story, vendors, two_illustrators):
    vendors.image.fail(**BAD_KEY, times=None)
    story = make_story(num_scenes=2)
    assert story.status == Status.COMPLETE
    assert story.error == ""
    assert {asset.vendor for asset in Asset.objects.filter(kind="image")} == {"openai_image"}


def test_a_vendor_whose_lane_was_closed_is_asked_when_the_other_one_cannot(make_story, vendors, two_illustrators, work):
    lanes.close(TOGETHER, 60)
    two_illustrators.fail(**BAD_REQUEST, times=None)
    story = make_story(num_scenes=1)
    assert (asked(vendors.image), asked(two_illustrators)) == (0, 1)
    broker.connection().delete(f"{lanes.PREFIX}{TOGETHER.name}:state")
    work()
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")
    assert (asked(vendors.image), asked(two_illustrators)) == (1, 1)
    two_illustrators.refused.clear()


def test_each_vendors_failures_are_counted_apart(make_story, vendors, two_illustrators, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    make_story(num_scenes=1)
    lanes.close(TOGETHER, 60)
    two_illustrators.fail(**BROKEN, headers=LATER)
    no_more_waiting()
    work()
    assert Asset.objects.get(kind="image").failures == {"together": 1, "openai_image": 1}


def test_a_vendor_that_is_not_set_up_any_more_is_not_missed(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    story = make_story(num_scenes=1)
    Asset.objects.filter(kind="image").update(failures={"openai_image": chain.FOR_GOOD})
    no_more_waiting()
    work()
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")


def test_what_only_a_vendor_of_before_could_make_keeps_its_reason(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    story = make_story(num_scenes=1)
    Asset.objects.filter(kind="image").update(failures={"together": chain.FOR_GOOD})
    no_more_waiting()
    work()
    story.refresh_from_db()
    assert "Together is out of order" in story.error
    assert asked(vendors.image) == 1


def test_a_place_in_a_lane_that_closed_meanwhile_is_given_back(make_story, vendors, two_illustrators, work):
    """Its turn had come; when its job ran, the lane was closed and the other vendor was asked."""
    vendors.image.fail(**BROKEN, headers=LATER)
    make_story(num_scenes=1)
    asset = Asset.objects.get(kind="image")
    lanes.take(TOGETHER, str(asset.pk), owner="o", sequence=1, granted=lambda _: None)
    lanes.close(TOGETHER, 60)
    no_more_waiting()
    work()
    assert asked(two_illustrators) == 1
    assert not broker.connection().exists(f"{lanes.PREFIX}{TOGETHER.name}:held")


def asked(vendor) -> int:
    return sum(call.method == "POST" for call in vendor.requests)


def test_a_refused_content_goes_to_no_other_vendor(make_story, vendors, two_illustrators):
    vendors.image.fail(**REFUSED, times=None)
    story = make_story(num_scenes=1)
    assert "1 picture" in story.error
    assert two_illustrators.requests == []


def test_text_that_is_refused_stops_the_story_with_a_reason(make_story, vendors):
    vendors.text.fail(
        status=403,
        body={"error": {"code": 403, "message": "flagged", "metadata": {"reasons": ["x"], "flagged_input": "y"}}},
    )
    story = make_story()
    assert story.status == Status.FAILED
    assert story.error
    assert not story.scenes.exists()


def test_a_bug_is_loud_and_settles_the_row(make_story, settings, caplog):
    settings.PROVIDERS = {
        **settings.PROVIDERS,
        "image": [{"BACKEND": "tests.test_jobs.Broken", "OPTIONS": {}}],
    }
    story = make_story(num_scenes=1)
    assert story.status == Status.COMPLETE
    assert "our side" in story.error
    assert "ZeroDivisionError" in caplog.text


class Broken:
    vendor, model, concurrency, languages = "broken", "", 1, frozenset()

    def estimate(self):
        return 0

    def generate(self, request, usage):
        return 1 / 0


def test_a_job_delivered_twice_makes_nothing_twice(make_story, work):
    make_story(num_scenes=1)
    calls = Call.objects.count()
    for asset in Asset.objects.all():
        make_asset.push([(asset.kind, str(asset.pk))])
    write_story.push([("text", str(Story.objects.get().pk))])
    work()
    assert Call.objects.count() == calls


def test_a_row_that_keeps_stopping_its_worker_is_given_up(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    make_story(num_scenes=1)
    Asset.objects.filter(kind="image").update(claims=99, not_before=None)
    work()
    asset = Asset.objects.get(kind="image")
    assert (asset.status, asset.error_code) == (AssetStatus.FAILED, "crashed")


def test_a_row_under_another_workers_lease_is_left_alone(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    make_story(num_scenes=1)
    Asset.objects.filter(kind="image").update(
        status=AssetStatus.RUNNING, not_before=None, lease_until=timezone.now() + timedelta(seconds=40)
    )
    calls = Call.objects.count()
    work()
    assert Call.objects.count() == calls


def test_a_lease_from_a_clock_that_was_wrong_does_not_count(make_story, vendors, work):
    vendors.image.fail(**BROKEN, headers=LATER)
    story = make_story(num_scenes=1)
    Asset.objects.filter(kind="image").update(
        status=AssetStatus.RUNNING, not_before=None, lease_until=timezone.now() + timedelta(days=1), enqueued_at=None
    )
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE


def test_flushing_redis_in_mid_story_loses_nothing(vendors, work, transactional_db):
    story = services.create_story(title="t", prompt="p", num_scenes=2)
    broker.connection().flushdb()
    Story.objects.update(enqueued_at=timezone.now() - timedelta(minutes=1))
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
