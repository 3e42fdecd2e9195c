"""Lanes: how many at once, whose turn it is, and when a vendor is left alone. Against a real Redis."""

from __future__ import annotations

import threading
import time

import pytest

from generation import broker, lanes
from generation.providers.base import MisconfiguredError, TransientError

LANE = lanes.Lane("audio:test", cap=2)
WIDE = lanes.Lane("image:wide", cap=16)
THROTTLED = TransientError("slow down", throttled=True)


class Line:
    """People who stand in line, and the order in which their turns came."""

    def __init__(self, lane: lanes.Lane) -> None:
        self.lane = lane
        self.turns: list[str] = []

    def come(self, ticket: str, owner: str = "", sequence: int = 1) -> lanes.Place | None:
        return lanes.take(
            self.lane,
            ticket,
            owner=owner or ticket,
            sequence=sequence,
            granted=self.turns.extend,
        )

    def serve_all(self, first: lanes.Place) -> list[str]:
        """One place, given back again and again, until nobody waits."""
        first.leave(worked=True)
        served = 0
        while served < len(self.turns):
            place = self.come(self.turns[served])
            served += 1
            place.leave(worked=True)
        return self.turns


@pytest.fixture
def line():
    return Line(LANE)


def end_its_rest(lane: lanes.Lane) -> None:
    """The time passes for which a vendor is left alone."""
    broker.connection().hset(f"{lanes.PREFIX}{lane.name}:state", "closed_until", 0)


def test_no_more_than_the_cap_at_once(line):
    assert [bool(line.come(ticket)) for ticket in "abc"] == [True, True, False]


def test_who_waits_gets_the_place_that_is_given_back(line):
    first = line.come("a")
    line.come("b")
    assert line.come("c") is None
    first.leave()
    assert line.turns == ["c"]
    assert line.come("c") is not None


def test_asking_twice_takes_one_place_and_one_turn(line):
    assert line.come("a")
    assert line.come("a")
    assert line.come("b")
    assert line.come("c") is None
    assert line.come("c") is None
    assert lanes.waiting(LANE, ["a", "c"]) == {"c"}


def test_twenty_stories_of_one_person_do_not_starve_another_ones_first():
    line = Line(lanes.Lane("image:fair", cap=1))
    place = line.come("busy-0", owner="busy")
    for number in range(1, 20):
        line.come(f"busy-{number}", owner="busy")
    line.come("other-1", owner="other")
    assert "other-1" in line.serve_all(place)[:2]


def test_a_first_scene_goes_before_a_tenth():
    line = Line(lanes.Lane("image:order", cap=1))
    place = line.come("held", owner="reader")
    line.come("tenth", owner="reader", sequence=10)
    line.come("first", owner="reader", sequence=1)
    assert line.serve_all(place) == ["first", "tenth"]


def test_turns_alternate_between_people():
    line = Line(lanes.Lane("image:alternate", cap=1))
    place = line.come("x", owner="x")
    for number in range(3):
        line.come(f"a{number}", owner="a", sequence=number)
    for number in range(3):
        line.come(f"b{number}", owner="b", sequence=number)
    assert sorted(line.serve_all(place)[:2]) == ["a0", "b0"]
    assert sorted(line.turns[2:4]) == ["a1", "b1"]


def test_a_throttling_vendor_is_left_alone_and_then_asked_by_one_first(line):
    place, other = line.come("a"), line.come("b")
    place.leave(TransientError("slow down", retry_after=30, throttled=True))
    other.leave(worked=True)
    assert not lanes.is_open(LANE)
    assert line.come("c") is None
    line.come("d")
    end_its_rest(LANE)
    assert lanes.is_open(LANE)
    assert lanes.admit(LANE) == ("c",)
    assert lanes.admit(LANE) == ()
    probe = line.come("c")
    probe.leave(worked=True)
    assert line.turns == ["d"]
    assert line.come("e") is None, "half as many at once are let in from now on"


def test_a_burst_of_calls_that_are_throttled_together_closes_the_lane_once():
    line = Line(WIDE)
    for place in [line.come(str(number)) for number in range(16)]:
        place.leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(WIDE)
    assert lanes.is_open(WIDE)
    assert places_at_once(line) == 8


def test_of_several_waits_a_vendor_asks_for_the_longest_is_kept():
    line = Line(WIDE)
    places = [line.come(ticket) for ticket in "abc"]
    for place, wait in zip(places, (0.05, 60, 0.05), strict=True):
        place.leave(TransientError("slow down", throttled=True, retry_after=wait))
    assert not _wait_until(lambda: lanes.is_open(WIDE), seconds=0.3)


def test_what_was_under_way_when_a_lane_closed_does_not_close_it_again():
    line = Line(WIDE)
    first, straggler = line.come("first"), line.come("straggler")
    first.leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(WIDE)
    assert lanes.is_open(WIDE)
    probe = line.come("probe")
    straggler.leave(THROTTLED)
    probe.leave(worked=True)
    assert lanes.is_open(WIDE)


def test_the_one_that_goes_ahead_is_throttled_too_and_the_lane_is_shut():
    line = Line(WIDE)
    line.come("first").leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(WIDE)
    assert lanes.is_open(WIDE)
    assert not lanes.is_shut(WIDE)
    line.come("probe").leave(THROTTLED)
    assert not lanes.is_open(WIDE)
    assert lanes.is_shut(WIDE)


def test_the_one_that_goes_ahead_fails_and_the_lane_closes_again():
    line = Line(WIDE)
    line.come("first").leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(WIDE)
    assert lanes.is_open(WIDE)
    line.come("probe").leave(TransientError("500"))
    assert not lanes.is_open(WIDE)


def test_a_lane_is_open_for_the_one_that_goes_ahead_and_closed_for_the_others():
    line = Line(WIDE)
    line.come("first").leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(WIDE)
    assert lanes.is_open(WIDE)
    line.come("probe")
    assert lanes.is_open(WIDE, "probe")
    assert not lanes.is_open(WIDE, "another")


def test_a_lane_that_was_throttled_widens_again_one_call_at_a_time():
    line = Line(lanes.Lane("image:narrow", cap=4))
    throttle(line)
    line.come("probe").leave(worked=True)
    assert places_at_once(line) == 2
    widths = []
    for number in range(3 * lanes.SUCCESSES_A_PLACE):
        line.come(f"good-{number}").leave(worked=True)
        widths.append(places_at_once(line))
    assert widths == sorted(widths)
    assert set(widths) == {2, 3, 4}


def test_a_lane_never_narrows_to_nothing():
    line = Line(lanes.Lane("image:thin", cap=1))
    for _ in range(3):
        throttle(line)
    assert places_at_once(line) == 1


def throttle(line: Line) -> None:
    line.come("throttled").leave(TransientError("slow down", throttled=True, retry_after=30))
    end_its_rest(line.lane)
    assert lanes.is_open(line.lane)


def places_at_once(line: Line) -> int:
    """How many come in side by side; a lane that is half open is opened by the first."""
    line.come("opens").leave(worked=True)
    places = [place for number in range(line.lane.cap + 1) if (place := line.come(f"side-{number}"))]
    for number in range(line.lane.cap + 1):
        lanes.release(line.lane, f"side-{number}")
    return len(places)


def test_who_leaves_the_line_gets_no_turn(line):
    place, _ = line.come("a"), line.come("b")
    line.come("c")
    line.come("d")
    lanes.release(LANE, "c")
    place.leave()
    assert line.turns == ["d"]


def test_a_line_that_is_drained_is_empty_and_may_form_again(line):
    place, _ = line.come("a"), line.come("b")
    line.come("c", owner="x")
    line.come("d", owner="y")
    assert set(lanes.drain(LANE)) == {"c", "d"}
    assert lanes.drain(LANE) == ()
    line.come("d", owner="y")
    place.leave()
    assert line.turns == ["d"]


def test_a_misconfigured_vendor_closes_its_lane(line):
    line.come("a").leave(MisconfiguredError("bad key"))
    assert not lanes.is_open(LANE)


def test_many_failures_in_a_row_close_a_lane(line):
    for number in range(lanes.FAILURES_THAT_CLOSE):
        line.come(str(number)).leave(TransientError("500"))
    line.come("one")
    assert line.come("another") is None, "if any goes ahead, it goes alone"


def test_one_success_forgets_the_failures(line):
    for number in range(lanes.FAILURES_THAT_CLOSE - 1):
        line.come(str(number)).leave(TransientError("500"))
    line.come("good").leave(worked=True)
    line.come("bad").leave(TransientError("500"))
    assert lanes.is_open(LANE)


def test_a_limit_the_vendor_tells_is_kept(line):
    place = line.come("a")
    place.limit = 1
    place.leave(worked=True)
    assert [bool(line.come(ticket)) for ticket in "bc"] == [True, False]


def test_the_places_of_a_dead_worker_come_back(line):
    assert line.come("a")
    assert line.come("b")
    assert line.come("c") is None
    broker.connection().zadd(f"{lanes.PREFIX}{LANE.name}:held", {"a": 1, "b": 1})  # their leases are over
    assert lanes.admit(LANE) == ("c",)


def test_a_place_that_is_renewed_stays(line, settings):
    settings.LEASE_SECONDS = 1
    places = [line.come(ticket) for ticket in "ab"]
    line.come("c")
    settings.LEASE_SECONDS = 60
    lanes.renew(places)
    settings.LEASE_SECONDS = 1
    assert not _wait_until(lambda: lanes.admit(LANE), seconds=1.3)


def test_places_that_redis_forgot_are_taken_again_when_they_are_renewed(line):
    places = [line.come(ticket) for ticket in "ab"]
    broker.connection().flushdb()
    lanes.renew(places)
    assert line.come("c") is None


def test_a_place_that_is_given_back_while_it_is_renewed_is_free(line, settings):
    places = [line.come(ticket) for ticket in "ab"]
    done = threading.Event()

    def renew() -> None:
        while not done.is_set():
            lanes.renew(places)

    renewing = threading.Thread(target=renew)
    renewing.start()
    for place in places:
        place.leave()
    done.set()
    renewing.join()
    assert [bool(line.come(ticket)) for ticket in "cd"] == [True, True]


def _wait_until(true, seconds: float = 5) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.02)
    return False
