"""How near a story comes to what its vendors allow, and what a scene costs when many stories are made at once.

The stand-in vendors write 80 tokens a second, take 3 s for a picture and 2 s for a narration (a second round: the same
with log-normal waits), and note when each call began and ended. From their notes follows the critical path: the text
until the last scene that holds the story up is out, and the slower of that scene's picture and narration. Everything
above it is StoryMimi's own. `python -m bench.latency [--stories 1,10,50,200] [--rounds 3]`; about three minutes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench import processes
from bench.installation import Installation, installed, until

TOKENS_PER_SECOND, PICTURE_SECONDS, NARRATION_SECONDS, SPREAD = 80, 3, 2, 0.4
SCENES = 10
SCENES_IN_A_CROWD = 3
CALLS_AT_ONCE = {f"{vendor}_CONCURRENCY": "1000" for vendor in ("OPENROUTER", "TOGETHER", "ELEVENLABS")}
PATIENCE = 1200
# Of the worker, the database, Redis; a scene needs two jobs and two calls to vendors, a story one more of each.
COSTS = ("cpu_seconds", "transactions", "redis_commands", "jobs", "calls")


@dataclass(frozen=True)
class Notes:
    """What the vendors noted of one story, and what follows from it. Seconds, from the text call's beginning."""

    texts: list[float]  # when each scene was out
    text_end: float
    pictures: list[float]  # how long each call took
    narrations: list[float]

    @property
    def limits(self) -> list[float]:
        """When each scene could be shown at the earliest."""
        return [
            out + max(picture, narration)
            for out, picture, narration in zip(self.texts, self.pictures, self.narrations, strict=True)
        ]

    @property
    def critical_path(self) -> float:
        return max(*self.limits, self.text_end)

    @property
    def serial(self) -> float:
        """The whole text, then each scene's picture, then its narration."""
        return self.text_end + sum(self.pictures) + sum(self.narrations)


@dataclass(frozen=True)
class Run:
    """One story: seconds until it was complete and until its first scene could be seen and heard."""

    story: float
    first_scene: float
    notes: Notes

    def line(self) -> str:
        first = self.notes.limits[0]
        return (
            f"story {self.story:6.2f} s, critical path {self.notes.critical_path:6.2f} s (×{self.over_path:.3f});  "
            f"first scene {self.first_scene:5.2f} s of {first:5.2f} s (×{self.first_over_limit:.3f});  "
            f"serial {self.notes.serial:6.2f} s"
        )

    @property
    def over_path(self) -> float:
        return self.story / self.notes.critical_path

    @property
    def first_over_limit(self) -> float:
        return self.first_scene / self.notes.limits[0]


def main() -> None:
    options = parsed()
    print(__doc__)
    with installed("bench.timed_vendors", **CALLS_AT_ONCE, WORKER_SLOTS="512") as place, place.worker() as worker:
        set_pace(place, spread=0)
        make_one(place, scenes=2)  # what is imported and connected once is not measured
        steady = list(make_several(place, options.rounds, "fixed waits"))
        set_pace(place, spread=SPREAD)
        spread = list(make_several(place, options.rounds, "log-normal waits"))
        set_pace(place, spread=0)
        idle_costs = measure_idle(place, worker.pid)
        crowds = [make_crowd(place, worker.pid, count, idle_costs) for count in options.stories]
    print()
    print(json.dumps(summary(steady, spread, crowds)))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.latency")
    parser.add_argument("--stories", default="1,10,50", type=lambda text: [int(count) for count in text.split(",")])
    parser.add_argument("--rounds", default=3, type=int)
    return parser.parse_args()


def summary(steady: list[Run], spread: list[Run], crowds: list[dict[str, float]]) -> dict[str, Any]:
    def median(runs: list[Run], figure: str) -> float:
        return round(statistics.median(getattr(run, figure) for run in runs), 3)

    return {
        "story_over_critical_path": median(steady, "over_path"),
        "first_scene_over_limit": median(steady, "first_over_limit"),
        "serial_over_critical_path": round(steady[0].notes.serial / steady[0].notes.critical_path, 3),
        "story_over_critical_path_spread": median(spread, "over_path"),
        "first_scene_over_limit_spread": median(spread, "first_over_limit"),
        "crowds": crowds,
    }


# --- One story -------------------------------------------------------------------------------------------------------
def set_pace(place: Installation, *, spread: float) -> None:
    place.tell_vendor("text", tokens_per_second=TOKENS_PER_SECOND)
    place.tell_vendor("image", seconds=PICTURE_SECONDS, jitter=spread)
    place.tell_vendor("audio", seconds=NARRATION_SECONDS, jitter=spread)


def make_several(place: Installation, rounds: int, name: str) -> Iterator[Run]:
    for _ in range(rounds):
        run = make_one(place, scenes=SCENES)
        print(f"{name:16}  {run.line()}", flush=True)
        yield run


def make_one(place: Installation, *, scenes: int) -> Run:
    notes(place)  # a new page
    started = time.monotonic()
    story = place.post_story(title="The Moon", prompt="A cat looks for the moon.", num_scenes=scenes)
    first = "SELECT count(*) FROM scenes WHERE story_id = %s AND sequence = 1 AND image_url || audio_url IS NOT NULL"
    until(lambda: place.value(first, story), PATIENCE, "the first scene", pause=0.01)
    first_scene = time.monotonic() - started
    until(lambda: unfinished(place) == 0, PATIENCE, "the story", pause=0.01)
    return Run(time.monotonic() - started, first_scene, notes(place))


def unfinished(place: Installation) -> int:
    return place.value("SELECT count(*) FROM stories WHERE status NOT IN ('COMPLETE', 'FAILED')")


def notes(place: Installation) -> Notes | None:
    written = place.ask_vendor("text", "/_notes")
    pictures, narrations = (_durations(place.ask_vendor(kind, "/_notes")) for kind in ("image", "audio"))
    if not written:
        return None
    began = written[0]["began"]
    return Notes([out - began for out in written[0]["scenes"]], written[0]["ended"] - began, pictures, narrations)


def _durations(calls: list[dict[str, Any]]) -> list[float]:
    return [call["ended"] - call["began"] for call in sorted(calls, key=lambda call: call["scene"])]


# --- Many stories ----------------------------------------------------------------------------------------------------
def measure_idle(place: Installation, pid: int, seconds: float = 6) -> tuple[float, ...]:
    """What a second costs in which there is nothing to do: the sweep, the worker's heartbeat, and looking on."""
    before = costs(place, pid)
    began = time.monotonic()
    until(lambda: unfinished(place) == 0 and time.monotonic() - began > seconds, 2 * seconds, "the time", pause=0.25)
    passed = time.monotonic() - began
    return tuple((after - was) / passed for was, after in zip(before, costs(place, pid), strict=True))


def make_crowd(place: Installation, pid: int, count: int, idle_costs: tuple[float, ...]) -> dict[str, float]:
    """What a scene costs the worker, the database and Redis when so many stories are made at once."""
    before = costs(place, pid)
    started = time.monotonic()
    for _ in range(count):
        place.post_story(title="The Moon", prompt="A cat looks for the moon.", num_scenes=SCENES_IN_A_CROWD)
    until(lambda: unfinished(place) == 0, PATIENCE, f"{count} stories", pause=0.25)
    seconds = time.monotonic() - started
    spent = (
        after - was - idle * seconds for was, after, idle in zip(before, costs(place, pid), idle_costs, strict=True)
    )
    scenes = count * SCENES_IN_A_CROWD
    figures = {"stories": count, "seconds": round(seconds, 1)}
    figures |= {f"{name}_per_scene": round(cost / scenes, 3) for name, cost in zip(COSTS, spent, strict=True)}
    print("  ".join(f"{name} {figure}" for name, figure in figures.items()), flush=True)
    return figures


def costs(place: Installation, pid: int) -> tuple[float, ...]:
    """What COSTS names, so far."""
    time.sleep(1.1)  # the database and the worker count with a delay of a second
    transactions = place.value("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()")
    calls = place.value("SELECT count(*) FROM calls")
    [worker] = place.redis.smembers("rq:workers")
    jobs = float(place.redis.hget(worker, "successful_job_count") or 0)
    return processes.cpu_seconds(pid), transactions, place.redis.info("stats")["total_commands_processed"], jobs, calls


if __name__ == "__main__":
    main()
