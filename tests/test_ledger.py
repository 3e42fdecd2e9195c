"""Every paid call is written down before it is made, and none is made beyond a budget."""

from __future__ import annotations

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from generation import ledger
from generation.ledger import BudgetReachedError
from generation.models import Call, Outcome
from generation.providers.base import ImageRequest, MisconfiguredError, PermanentError, RefusedError, TransientError
from generation.providers.openai_image import OpenAIImage
from stories import services
from stories.models import Asset, AssetStatus, Kind, Status
from tests import rows

TEN_CENTS = Decimal("0.10")


@pytest.fixture
def story(db):
    return rows.a_bare_story(Status.PROCESSING)


def illustrator() -> OpenAIImage:
    return OpenAIImage(base_url="http://127.0.0.1:9/v1", model="brush", price=TEN_CENTS)


def pay(story, cost: Decimal | None = TEN_CENTS, **options) -> None:
    """A call that goes well."""
    with ledger.record(illustrator(), story=story, **{"expected": TEN_CENTS, **options}) as usage:
        usage.identify("id-7")
        usage.cost = cost


def break_off(story, error: BaseException, *, identified: bool = False) -> Call:
    with pytest.raises(type(error)), ledger.record(illustrator(), story=story, expected=TEN_CENTS) as usage:
        if identified:
            usage.identify("id-7")
        raise error
    return Call.objects.get()


# --- What is written down ---------------------------------------------------------------------------------------------
def test_a_call_stands_in_the_ledger_before_it_is_made(story):
    with ledger.record(illustrator(), story=story, expected=TEN_CENTS):
        call = Call.objects.get()
    assert (call.outcome, call.cost, call.expected_cost, call.ended_at) == (Outcome.UNKNOWN, None, TEN_CENTS, None)
    assert (call.vendor, call.model, call.story) == ("openai_image", "brush", story)


def test_the_vendors_id_is_kept_while_the_call_is_under_way(story):
    with ledger.record(illustrator(), story=story) as usage:
        usage.identify("id-7", "brush-2")
        assert Call.objects.get().request_id == "id-7"


@pytest.mark.django_db(transaction=True)
def test_a_database_that_cannot_take_the_vendors_id_now_does_not_break_the_call_off(story):
    def be_away(execute, sql, *arguments):
        if sql.startswith('UPDATE "calls"'):
            raise OperationalError("the server closed the connection unexpectedly")
        return execute(sql, *arguments)

    with ledger.record(illustrator(), story=story) as usage, connection.execute_wrapper(be_away):
        usage.identify("id-7")
    call = Call.objects.get()
    assert (call.outcome, call.request_id) == (Outcome.OK, "id-7")


def test_a_call_that_went_well_says_what_it_took(story):
    with ledger.record(illustrator(), story=story, expected=TEN_CENTS) as usage:
        usage.identify("id-7", "brush-2")
        usage.units, usage.cost, usage.estimated = {"images": 1}, Decimal("0.07"), True
    call = Call.objects.get()
    assert (call.outcome, call.error_code, call.model) == (Outcome.OK, "", "brush-2")
    assert (call.units, call.cost, call.cost_estimated) == ({"images": 1}, Decimal("0.07"), True)
    assert call.ended_at >= call.started_at
    assert call.seconds >= 0


def test_a_call_belongs_to_its_asset_and_its_user(db):
    story = rows.a_bare_story(user_id=uuid.uuid4())
    asset = rows.an_asset(rows.a_scene(story, 1), Kind.AUDIO, AssetStatus.RUNNING)
    pay(story, asset=asset)
    call = Call.objects.get()
    assert (call.kind, call.asset, call.user_id) == ("audio", asset, story.user_id)


@pytest.mark.parametrize(
    ("error", "outcome", "code"),
    [
        (RefusedError("no"), Outcome.REFUSED, "refused"),
        (PermanentError("no", code="too_long"), Outcome.FAILED, "too_long"),
        (MisconfiguredError("no", code="bad_key"), Outcome.FAILED, "bad_key"),
        (TransientError("no", code="busy"), Outcome.FAILED, "busy"),
        (TransientError("no", code="unreachable"), Outcome.FAILED, "unreachable"),
        (TransientError("no", code="cut_off"), Outcome.UNKNOWN, "cut_off"),
        (TransientError("no", code="timed_out"), Outcome.UNKNOWN, "timed_out"),
        (ZeroDivisionError(), Outcome.UNKNOWN, "ZeroDivisionError"),
        (SystemExit(), Outcome.UNKNOWN, "SystemExit"),
    ],
)
def test_a_call_that_went_wrong_says_how(story, error, outcome, code):
    call = break_off(story, error)
    assert (call.outcome, call.error_code) == (outcome, code)
    assert call.ended_at


def test_a_call_the_vendor_turned_down_costs_nothing(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.10")
    assert break_off(story, TransientError("busy", code="busy")).cost == 0
    pay(story)


def test_a_vendor_that_was_never_reached_took_nothing(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.10")
    nobody = illustrator()
    with pytest.raises(TransientError), ledger.record(nobody, story=story, expected=TEN_CENTS) as usage:
        nobody.generate(ImageRequest("a fox"), usage)
    assert Call.objects.get().cost == 0
    pay(story)


def test_a_call_that_may_have_been_billed_counts_as_expected(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.10")
    assert break_off(story, TransientError("gone", code="cut_off"), identified=True).cost is None
    with pytest.raises(BudgetReachedError):
        pay(story)


# --- Budgets ----------------------------------------------------------------------------------------------------------
def test_without_a_budget_nobody_is_stopped(story):
    for _ in range(3):
        pay(story, expected=Decimal(1000))


def test_a_storys_budget_stops_the_call_that_would_go_beyond_it(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.25")
    pay(story)
    pay(story)
    with pytest.raises(BudgetReachedError, match=r"\$0\.25 for one story.*What is made stays"):
        pay(story)
    assert Call.objects.count() == 2, "a call that was not made is not in the ledger"
    pay(rows.a_bare_story())


def test_a_budget_may_be_spent_to_the_last_cent(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.30")
    for _ in range(3):
        pay(story)


def test_calls_under_way_count_as_expected(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.15")
    with ledger.record(illustrator(), story=story, expected=TEN_CENTS), pytest.raises(BudgetReachedError):
        pay(story)


def test_what_a_call_did_cost_replaces_what_was_expected(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.15")
    pay(story, cost=Decimal("0.01"))
    pay(story)


def test_a_days_budget_is_everybodys(story, settings):
    settings.BUDGET_PER_DAY = Decimal("0.10")
    pay(story)
    with pytest.raises(BudgetReachedError, match=r"\$0\.10 a day.*retry tomorrow"):
        pay(rows.a_bare_story())


def test_tomorrow_there_is_room_again(story, settings):
    settings.BUDGET_PER_DAY = Decimal("0.10")
    pay(story)
    Call.objects.update(started_at=timezone.now() - timedelta(hours=25))
    pay(story)


def test_a_persons_budget_leaves_the_others_alone(db, settings):
    settings.BUDGET_PER_USER_AND_DAY = Decimal("0.10")
    mine, yours = (rows.a_bare_story(user_id=uuid.uuid4()) for _ in range(2))
    pay(mine)
    with pytest.raises(BudgetReachedError, match="Your budget"):
        pay(rows.a_bare_story(user_id=mine.user_id))
    pay(yours)
    pay(rows.a_bare_story())


def test_what_costs_nothing_needs_no_budget(story, settings):
    settings.BUDGET_PER_DAY = Decimal("0.0")
    pay(story, expected=Decimal(0))
    with pytest.raises(BudgetReachedError):
        pay(story)


def test_a_tiny_budget_is_not_said_to_be_zero(story, settings):
    settings.BUDGET_PER_STORY = Decimal("0.004")
    with pytest.raises(BudgetReachedError, match=r"\$0\.004 "):
        pay(story)


def test_a_deleted_storys_money_is_still_spent(story, settings):
    settings.BUDGET_PER_DAY = Decimal("0.10")
    pay(story)
    story.delete()
    with pytest.raises(BudgetReachedError):
        pay(rows.a_bare_story())


@pytest.mark.django_db(transaction=True)
def test_calls_side_by_side_do_not_overshoot(settings):
    settings.BUDGET_PER_DAY = Decimal("0.30")
    story, start = rows.a_bare_story(), threading.Barrier(8)

    def spend(_: int) -> bool:
        start.wait(120)
        try:
            pay(story, cost=None)
        except BudgetReachedError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        paid = list(pool.map(spend, range(8)))
    assert sum(paid) == Call.objects.count() == 3


# --- What a person sees -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_budget_that_ends_in_mid_story_leaves_gaps_and_says_why(make_story, vendors, settings):
    settings.BUDGET_PER_STORY = Decimal("0.04")
    story = make_story(num_scenes=3)
    assert story.status == Status.COMPLETE
    assert story.error.startswith("Missing: ")
    assert "The budget of $0.04 for one story has no room for more. What is made stays" in story.error
    assert 0 < Asset.objects.filter(status=AssetStatus.READY).count() < 6
    assert sum(call.cost for call in Call.objects.all()) <= Decimal("0.04")
    asked = len(vendors.image.requests) + len(vendors.audio.requests)
    assert asked == Call.objects.exclude(kind="text").count(), "no vendor is asked for what will not be paid"


@pytest.mark.django_db(transaction=True)
def test_a_story_that_cannot_be_paid_at_all_says_so_and_asks_nobody(make_story, vendors, settings):
    settings.BUDGET_PER_DAY = Decimal("0.0")
    story = make_story()
    assert (story.status, story.error_code) == (Status.FAILED, "budget")
    assert story.error.startswith("The budget of $0.00 a day has no room for more.")
    assert vendors.text.requests == []


@pytest.mark.django_db(transaction=True)
def test_a_retry_goes_on_once_there_is_room(make_story, work, settings):
    settings.BUDGET_PER_STORY = Decimal("0.04")
    story = make_story(num_scenes=3)
    kept = set(Asset.objects.filter(status=AssetStatus.READY).values_list("pk", flat=True))
    settings.BUDGET_PER_STORY = Decimal("5.0")
    services.retry_story(story)
    work()
    story.refresh_from_db()
    assert (story.status, story.error) == (Status.COMPLETE, "")
    ready = Asset.objects.filter(status=AssetStatus.READY)
    assert kept < set(ready.values_list("pk", flat=True))
    assert ready.count() == 6


def test_a_storys_cost_is_the_sum_of_its_calls(client, story):
    scene = rows.a_scene(story, 1)
    pay(story, cost=Decimal("0.0123"))
    pay(story, cost=None, asset=rows.an_asset(scene, Kind.AUDIO, AssetStatus.RUNNING))
    assert client.get(f"/stories/{story.pk}").json()["cost"] == "0.1123"
    assert client.get(f"/stories/{rows.a_bare_story().pk}").json()["cost"] == "0.0000"
