"""How fast pictures reach the store, and how many bytes of pictures a phone fetches for a scene.

`python -m bench.storage` needs `pip install -r requirements-dev.txt` and takes two minutes. Both are measured on a
real S3 server on this machine. `upload_ratio` times `storage.put(…, fresh=True)`, as the pipeline stores the files of
an asset that was never stored before, and boto3's `put_object` with the same checksum options, in turns on that server;
encoding and the spool are in neither. `picture_bytes_phone` is what the reading page of a story makes a phone of 390
points and three pixels a point fetch.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import boto3
import django
from botocore.config import Config

from generation import storage
from tests.ports import free_port
from tests.vendors.seaweed import BUCKETS, SeaweedFS

ROOT = Path(__file__).resolve().parent.parent
THREADS = 8
ASSETS = 60  # a thread and a way
PHONE_PIXELS = 390 * 3
SCENES = 4
SIZES = (1_100_000, 90_000, 45_000, 20_000, 120_000)  # bytes: original, full, two widths; a narration
BODIES = [b"RIFF\0\0\0\0WEBP" + os.urandom(size) for size in SIZES]

Put = Callable[[str, bytes], None]


def main() -> None:
    with SeaweedFS() as store, tempfile.TemporaryDirectory(prefix="storymimi-bench-") as folder:
        os.environ.update(store.env(), DATA_DIR=folder, DEBUG="1", LOG_LEVEL="ERROR", PORT=str(free_port()))
        os.environ["DJANGO_SETTINGS_MODULE"] = "storymimi.settings"
        django.setup()
        manage("storage", "init")
        ratio = upload_ratio(store)
        pictures = picture_bytes()
    print(f"pictures on a phone, bytes a scene: {pictures}")
    print(json.dumps({"upload_ratio": round(ratio, 3), "picture_bytes_phone": round(statistics.mean(pictures))}))


def manage(*words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


# --- Uploads


def upload_ratio(store: SeaweedFS) -> float:
    """Every thread stores one asset after another, now this way and now that, so both meet the same machine."""
    puts = {"StoryMimi": our_put(), "plain boto3": plain_put(store)}
    for put in puts.values():
        seconds(put)  # connections are open, code is warm
    with ThreadPoolExecutor(THREADS) as pool:
        taken = list(pool.map(lambda number: in_turns(puts, random.Random(number)), range(THREADS)))
    spent = {name: sum(sum(turns[name]) for turns in taken) for name in puts}
    megabytes = THREADS * ASSETS * sum(SIZES) / 1e6
    for name in puts:
        print(f"{name:12} {megabytes / spent[name] * THREADS:5.1f} MB/s in {THREADS} threads")
    return spent["plain boto3"] / spent["StoryMimi"]


def in_turns(puts: dict[str, Put], chance: random.Random) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {name: [] for name in puts}
    for _ in range(ASSETS):
        for name in chance.sample(list(puts), len(puts)):
            taken[name].append(seconds(puts[name]))
    return taken


def our_put() -> Put:
    return lambda key, data: storage.put("image", key, data, "image/webp", fresh=True)


def plain_put(store: SeaweedFS) -> Put:
    client = boto3.client(
        "s3",
        endpoint_url=store.url,
        region_name="us-east-1",
        aws_access_key_id=store.access_key,
        aws_secret_access_key=store.secret_key,
        config=Config(
            max_pool_connections=2 * THREADS,
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
    return lambda key, data: client.put_object(Bucket=BUCKETS[0], Key=key, Body=data, ContentType="image/webp")


def seconds(put: Put) -> float:
    """Of one asset, whose files go one after another, as a worker's thread does it."""
    asset_id, started = uuid.uuid4(), time.perf_counter()
    for number, body in enumerate(BODIES):
        put(f"bench/{asset_id}/{number}.webp", body)
    return time.perf_counter() - started


# --- A phone


def picture_bytes() -> list[int]:
    """Of each scene of a story that is made and served by the product itself."""
    told = manage("demo", "--once", "--scenes", str(SCENES))
    story_id = re.search(r"/read/([0-9a-f-]{36})/", told)[1]
    with serving() as base:
        page = fetch(f"{base}/read/{story_id}/").decode()
    pictures = re.findall(r'<img class="drawing" src="([^"]+)" srcset="([^"]+)"', page)
    assert len(pictures) == SCENES, "the page shows every scene's picture"
    return [len(fetch(chosen(srcset))) for _, srcset in pictures]


def chosen(srcset: str) -> str:
    """What a browser takes for a picture as wide as the screen: the narrowest that is wide enough, else the widest."""
    candidates = sorted((int(width.rstrip("w")), url) for url, width in (part.split() for part in srcset.split(",")))
    return next((url for width, url in candidates if width >= PHONE_PIXELS), candidates[-1][1])


@contextmanager
def serving() -> Iterator[str]:
    process = subprocess.Popen(
        [sys.executable, "manage.py", "serve"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        yield re.search(r"http://\S+?(?=/ )", process.stdout.readline())[0]
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)


def fetch(url: str) -> bytes:
    for attempt in range(100):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return answer.read()
        except OSError:
            if attempt == 99:
                raise
            time.sleep(0.1)
    raise AssertionError


if __name__ == "__main__":
    main()
