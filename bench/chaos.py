"""A storm: stories are made while workers are killed and put to sleep, Redis is flushed and goes away, PostgreSQL
crashes, jobs are delivered twice, people cancel, vendors fail, and at all times they serve fewer at once than they are
asked by. A second image server helps out. Then it is counted what was lost, doubled, or paid without a trace; it should
be nothing.

`python -m bench.chaos [--stories 200] [--seconds 95] [--seed 1]`. The same seed brings the same weather. Stories have
five scenes. The exit status is 1 where anything was found.
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from threading import Timer

import requests
from rq import Queue

from bench.audit import audit
from bench.installation import SECOND_IMAGE_SERVER, Installation, installed, until

SCENES = 5
WORKERS = 3
LEASE_SECONDS = 3
PATIENCE = 1800
SETTINGS = {
    "LEASE_SECONDS": str(LEASE_SECONDS),
    "SWEEP_SECONDS": "1",
    **{f"{vendor}_CONCURRENCY": "40" for vendor in ("OPENROUTER", "TOGETHER", "ELEVENLABS", "OPENAI_IMAGE")},
}
PACES = {
    "text": {"tokens_per_second": 200, "limit": 3},
    "image": {"seconds": 1, "jitter": 0.4, "limit": 3},
    "audio": {"seconds": 0.7, "jitter": 0.4, "limit": 3},
    SECOND_IMAGE_SERVER: {"seconds": 1, "jitter": 0.4, "limit": 2},
}
PATHS = {
    "text": "/chat/completions",
    "image": "/images/generations",
    "audio": "/text-to-speech",
    SECOND_IMAGE_SERVER: "/images/generations",
}
FAULTS = (
    {"wait": 5},
    {"cut_at": 4000},
    {"cut_at": 0},
    {"extra_length": 1000},
    {"status": 500, "body": "oops"},
    {"status": 503, "body": {}, "headers": {"Retry-After": "1"}},
    {"status": 429, "body": {}, "headers": {"Retry-After": "1"}},
    {"status": 200, "body": "<html>Welcome</html>"},
)
THROTTLED = "SELECT count(*) FROM calls WHERE error_code IN ('busy', 'rate_limited')"
UNFINISHED_ASSETS = "SELECT kind, asset_id::text FROM assets WHERE status IN ('PENDING', 'RUNNING') LIMIT 20"
UNFINISHED_STORIES = "SELECT story_id::text FROM stories WHERE status = 'PROCESSING'"


class Storm:
    """`weather` counts what happened."""

    def __init__(self, place: Installation, seed: int, stack: ExitStack) -> None:
        self.place, self.stack = place, stack
        self.random = random.Random(seed)
        self.weather: Counter[str] = Counter()
        self.workers = [self._start_worker() for _ in range(WORKERS)]
        self.cancelled: set[str] = set()

    def gust(self) -> None:
        gusts: dict[Callable[[], None], int] = {
            self.kill_a_worker: 4,
            self.put_a_worker_to_sleep: 2,
            self.fail_a_vendor: 8,
            self.deliver_twice: 3,
            self.flush_redis: 2,
            self.take_redis_away: 1,
            self.crash_postgres: 1,
            self.cancel_a_story: 1,
        }
        [gust] = self.random.choices(list(gusts), list(gusts.values()))
        self.weather[gust.__name__.replace("_", " ")] += 1
        gust()
        self.start_again()

    def calm(self) -> None:
        """Whoever sleeps wakes up, and what a person cancelled is wanted after all."""
        for worker in self.workers:
            worker.send_signal(signal.SIGCONT)
        for story in self.cancelled:
            # Right after a crash the answer may be a 500; a person tries again.
            until(lambda story=story: self.place.patch_story(story, status="PENDING") < 500, PATIENCE, "a retry")

    def start_again(self) -> None:
        """What a supervisor does. A worker also ends by itself where it begins while Redis is away."""
        for number, worker in enumerate(self.workers):
            if worker.poll() is not None:
                self.workers[number] = self._start_worker()

    def is_over(self, unfinished: str) -> bool:
        self.start_again()
        return self.place.value(unfinished) == 0

    def kill_a_worker(self) -> None:
        worker = self.random.choice(self.workers)
        worker.kill()
        worker.wait()

    def put_a_worker_to_sleep(self) -> None:
        """At times for longer than its leases last."""
        worker = self.random.choice(self.workers)
        worker.send_signal(signal.SIGSTOP)
        alarm = Timer(self.random.uniform(0.5, LEASE_SECONDS + 2), worker.send_signal, [signal.SIGCONT])
        alarm.daemon = True
        alarm.start()

    def fail_a_vendor(self) -> None:
        kind = self.random.choice(list(PATHS))
        self.place.tell_vendor(kind, fail={"path": PATHS[kind], **self.random.choice(FAULTS)})

    def deliver_twice(self) -> None:
        for kind, pk in self.place.rows(UNFINISHED_ASSETS):
            Queue(kind, connection=self.place.redis).enqueue("generation.pipeline.make_asset", kind, pk)

    def flush_redis(self) -> None:
        self.place.redis.flushall()

    def take_redis_away(self) -> None:
        self.place.stop_redis()
        time.sleep(self.random.uniform(0.5, 3))
        self.place.start_redis()

    def crash_postgres(self) -> None:
        self.place.crash_postgres()

    def cancel_a_story(self) -> None:
        stories = [story for (story,) in self.place.rows(UNFINISHED_STORIES)]
        if stories:
            story = self.random.choice(sorted(stories))
            self.place.patch_story(story, status="FAILED")
            self.cancelled.add(story)

    def _start_worker(self) -> subprocess.Popen:
        return self.stack.enter_context(self.place.worker())


def main() -> int:
    options = parsed()
    print(__doc__)
    with (
        installed("tests.vendors openrouter together elevenlabs openai_image", **SETTINGS) as place,
        ExitStack() as stack,
    ):
        for kind, pace in PACES.items():
            place.tell_vendor(kind, **pace)
        storm = Storm(place, options.seed, stack)
        began = time.monotonic()
        blow(storm, options.stories, options.seconds or 15 + 0.4 * options.stories)
        print(f"The storm: {', '.join(f'{count} × {gust}' for gust, count in storm.weather.most_common())}", flush=True)
        storm.calm()
        settle(storm)
        print(f"All has settled after {time.monotonic() - began:.0f} s; {place.value(THROTTLED)} calls were throttled.")
        found = audit(place)
    for what in ("lost", "doubled", "unexplained"):
        for finding in getattr(found, what):
            print(f"{what}: {finding}")
    print()
    print(json.dumps(found.summary()))
    return int(bool(found.lost or found.doubled or found.unexplained))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos")
    parser.add_argument("--stories", default=200, type=int)
    parser.add_argument("--seconds", type=float, help="how long the storm lasts (the more stories, the longer)")
    parser.add_argument("--seed", default=1, type=int)
    return parser.parse_args()


def blow(storm: Storm, stories: int, seconds: float) -> None:
    """Post the stories over the first half of the storm."""
    began, posted, next_gust = time.monotonic(), 0, 0.0
    while (now := time.monotonic() - began) < seconds or posted < stories:
        if posted < min(stories, stories * now / (seconds / 2)):
            posted += post(storm, posted + 1)
        elif now > next_gust:
            next_gust = now + storm.random.uniform(0.3, 1.2)
            storm.gust()
        else:
            time.sleep(0.02)


def post(storm: Storm, number: int) -> bool:
    try:
        title = f"Story number {number}"
        wish = {"title": title, "style": title, "prompt": "A cat looks for the moon.", "num_scenes": SCENES}
        storm.place.post_story(**wish)  # its pictures are told by its style
    except requests.RequestException:
        storm.weather["refused posts"] += 1  # the database is away; a person would try again
        return False
    return True


def settle(storm: Storm) -> None:
    stories = "SELECT count(*) FROM stories WHERE status IN ('PENDING', 'PROCESSING')"
    assets = "SELECT count(*) FROM assets WHERE status IN ('PENDING', 'RUNNING')"
    for unfinished in (stories, assets):
        until(lambda query=unfinished: storm.is_over(query), PATIENCE, "all to settle", pause=0.25)


if __name__ == "__main__":
    sys.exit(main())
