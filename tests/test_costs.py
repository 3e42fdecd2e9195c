"""What a step costs the database and Redis: a number that rises is a decision, not an accident."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.db.backends.signals import connection_created

from generation import broker, lanes, pipeline, sweep
from stories import services
from stories.models import Asset, Kind, Status, Story

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass
class Cost:
    queries: int = 0
    redis_calls: int = 0


@contextmanager
def counted() -> Iterator[Cost]:
    """Statements to the database (a transaction's begin and end apart), and calls to Redis (a script is one)."""
    cost = Cost()

    def count(execute, sql, *arguments):
        cost.queries += not sql.startswith("BEGIN")  # which SQLite is told in so many words
        return execute(sql, *arguments)

    before = _redis_calls()
    with connection.execute_wrapper(count):
        yield cost
    cost.redis_calls = _redis_calls() - before


@contextmanager
def sittings() -> Iterator[list[list[str]]]:
    """This thread's statements to the database, in a new list whenever a connection is taken."""
    seen: list[list[str]] = []
    here = threading.get_ident()

    def note(execute, sql, *arguments):
        if not sql.startswith("BEGIN"):
            seen[-1].append(sql)
        return execute(sql, *arguments)

    def begin(**_):
        if threading.get_ident() == here:
            seen.append([])

    connection.close()
    connection_created.connect(begin)
    try:
        with connection.execute_wrapper(note):
            yield seen
    finally:
        connection_created.disconnect(begin)


def _redis_calls() -> int:
    """What a client asked for; INFO, scripts' insides and what frames a transaction are left out."""
    asked = ("evalsha", "publish", "exec", "hmget", "lrange")
    stats = broker.connection().info("commandstats")
    return sum(stats.get(f"cmdstat_{name}", {}).get("calls", 0) for name in asked)


def written(num_scenes: int) -> Story:
    story = services.create_story(title="t", prompt="p", num_scenes=num_scenes)
    pipeline.write_story("text", str(story.pk))
    return story


def pks(kind: str) -> list[str]:
    return [str(pk) for pk in Asset.objects.filter(kind=kind).order_by("created_at").values_list("pk", flat=True)]


def test_a_story_is_accepted_with_one_statement(vendors):
    with counted() as cost:
        services.create_story(title="t", prompt="p", num_scenes=1)
    assert cost.queries == 1


def test_a_scene_takes_three_statements_to_write_down(vendors):
    with counted() as two:
        written(2)
    with counted() as five:
        written(5)
    assert (five.queries - two.queries) / 3 == 3


@pytest.mark.parametrize(("kind", "queries"), [(Kind.IMAGE, 9), (Kind.AUDIO, 10)])
def test_an_asset_takes_so_many_statements_and_three_calls_to_redis(vendors, settings, kind, queries):
    """The three are a place in the lane, its return, and an event."""
    settings.LEASE_SECONDS = 600  # none is renewed meanwhile, but perhaps one before that was known
    written(4)
    first, *others = pks(kind)
    pipeline.make_asset(kind, first)  # what is looked up once a process is not counted
    costs = []
    for pk in others:
        with counted() as cost:
            pipeline.make_asset(kind, pk)
        costs.append(cost)
    assert {cost.queries for cost in costs} == {queries}
    assert min(cost.redis_calls for cost in costs) == 3


def test_no_connection_is_held_while_a_vendor_a_core_or_the_storage_is_waited_for(vendors):
    """A pool of sixteen serves hundreds of calls: a row is claimed while as many pictures as may be are encoded."""
    written(1)
    [picture] = pks(Kind.IMAGE)
    with sittings() as seen:
        pipeline.make_asset(Kind.IMAGE, picture)
    assert [[sql.split(maxsplit=1)[0] for sql in sitting] for sitting in seen] == [
        ["SELECT", "UPDATE", "INSERT"],  # then the vendor is asked
        ["UPDATE"],  # then its answer is read
        ["UPDATE"],  # then the picture is made small
        ["UPDATE"],  # then it is stored
        ["UPDATE", "UPDATE", "SELECT"],
    ]


def test_no_connection_is_held_while_a_text_is_waited_for(vendors):
    story = services.create_story(title="t", prompt="p", num_scenes=1)
    with sittings() as seen:
        pipeline.write_story("text", str(story.pk))
    first = [sql.split(maxsplit=1)[0] for sql in seen[0]]
    assert first == ["SELECT", "UPDATE", "SELECT", "INSERT"], "then the vendor is asked"


def test_all_places_in_a_lane_are_renewed_with_one_call(vendors):
    lane = lanes.Lane("image:test", cap=9)
    places = [lanes.take(lane, str(number), owner="", sequence=1, granted=list) for number in range(9)]
    with counted() as cost:
        lanes.renew(places)
    assert cost.redis_calls == 1
    for place in places:
        place.leave()
    with counted() as cost:
        lanes.renew(places)
    assert cost.redis_calls == 0


def test_a_job_delivered_again_costs_two_statements(vendors, work):
    story = written(1)
    work()
    story.refresh_from_db()
    assert story.status == Status.COMPLETE
    [picture] = pks(Kind.IMAGE)
    with counted() as cost:
        pipeline.make_asset(Kind.IMAGE, picture)
    assert (cost.queries, cost.redis_calls) == (2, 1)


def test_a_sweep_that_finds_nothing_costs_the_same_however_many_stories_there_are(vendors, work):
    written(1)
    work()
    with counted() as one:
        sweep.sweep()
    for _ in range(3):
        written(2)
    work()
    with counted() as many:
        sweep.sweep()
    assert many.queries == one.queries <= 8
