"""What the three calls of the API cost: a story of ten scenes, a list of twenty, a new story.

2,000 stories stand in the database. A round makes so many requests of each kind one after another over one connection,
and reads the web process' CPU time before and after: on a machine that others use too it is the steadier figure. Then
16 clients ask at once. `/healthz` is what any request costs, and "unchanged" the story asked for with its ETag.
`python -m bench.api [--requests 300] [--rounds 3]`; about a minute.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import requests

from bench import processes
from bench.installation import Installation, installed

STORIES, SCENES, CLIENTS = 2000, 10, 16
WISH = {"title": "The Moon", "prompt": "A cat looks for the moon.", "num_scenes": 3}
TEXT = "Pip the mouse found a tiny boat behind the old mill and rowed past the reeds until the moon came up. " * 2
WORDS = json.dumps([[word, index / 3, index / 3 + 0.3] for index, word in enumerate(TEXT.split())])
UNUSED = "0, '{}', '', ''"  # claims, failures, error_code, error
SEED = f"""
INSERT INTO stories (story_id, title, status, created_at, prompt, style, language, num_scenes, seed, characters,
        art_direction, written_at, claims, failures, error_code, error)
    SELECT gen_random_uuid(), 'Story ' || n, 'COMPLETE', now() - n * interval '1 minute', 'A mouse', 'linocut', 'en',
        {SCENES}, 1, '[]', '', now(), {UNUSED} FROM generate_series(1, {STORIES}) AS n;
INSERT INTO scenes (scene_id, story_id, sequence, text, image_url, audio_url, created_at, picture, alt, characters)
    SELECT gen_random_uuid(), story_id, n, '{TEXT}', '/media/story-images/' || story_id || '/' || n || '.webp',
        '/media/story-audio/' || story_id || '/' || n || '.mp3', now(), 'A mouse rows.', 'A mouse in a boat.', '[]'
    FROM stories, generate_series(1, {SCENES}) AS n;
INSERT INTO assets (asset_id, scene_id, kind, status, created_at, input_digest, vendor, model, key, original_key,
        content_type, width, height, sizes, placeholder, colour, seconds, words, words_estimated, claims, failures,
        error_code, error)
    SELECT gen_random_uuid(), scene_id, kind, 'READY', now(), '', 'offline', '', scene_id || '/' || kind, '', '', 1184,
        864, '[{{"width": 480, "key": "small.webp", "size": 1}}, {{"width": 800, "key": "middle.webp", "size": 1}}]',
        'data:image/webp;base64,{"A" * 180}', '#aabbcc', 25, CASE kind WHEN 'audio' THEN '{WORDS}' ELSE '[]' END::jsonb,
        false, {UNUSED} FROM scenes, unnest(ARRAY['image', 'audio']) AS kind;
UPDATE scenes SET image_id = asset_id FROM assets WHERE assets.scene_id = scenes.scene_id AND kind = 'image';
UPDATE scenes SET audio_id = asset_id FROM assets WHERE assets.scene_id = scenes.scene_id AND kind = 'audio';
"""

Call = Callable[[requests.Session], requests.Response]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with installed("bench.timed_vendors") as place:
        story_id = seeded(place)
        calls = calls_of(place, story_id)
        rounds = [measure(place, calls, options.requests) for _ in range(options.rounds)]
    print(json.dumps({"cpu_ms": medians(rounds, 0), "requests_per_second": medians(rounds, 1)}))


def seeded(place: Installation) -> str:
    """The id of one of the stories."""
    place.execute(SEED)
    place.execute("ANALYZE")
    return str(place.value("SELECT story_id FROM stories WHERE title = 'Story 100'"))


def calls_of(place: Installation, story_id: str) -> dict[str, Call]:
    story = f"{place.url}/stories/{story_id}"
    unchanged = {"If-None-Match": requests.get(story, timeout=10).headers["ETag"]}
    return {
        "nothing": lambda client: client.get(f"{place.url}/healthz"),
        "story": lambda client: client.get(story),
        "unchanged": lambda client: client.get(story, headers=unchanged),
        "list": lambda client: client.get(f"{place.url}/stories/"),
        "status": lambda client: client.get(f"{story}/status"),
        "new": lambda client: client.post(f"{place.url}/stories/", json=WISH),
    }


def measure(place: Installation, calls: dict[str, Call], count: int) -> dict[str, tuple[float, float]]:
    """name → (CPU milliseconds a request, requests a second of 16 clients)."""
    figures = {name: (cpu(place, call, count), throughput(call, count)) for name, call in calls.items()}
    print("  ".join(f"{name} {cost:.2f} ms {rate:.0f}/s" for name, (cost, rate) in figures.items()), flush=True)
    return figures


def cpu(place: Installation, call: Call, count: int) -> float:
    with requests.Session() as client:
        repeat(client, call, 10)
        before = processes.cpu_seconds(place.web.pid)
        repeat(client, call, count)
        return (processes.cpu_seconds(place.web.pid) - before) / count * 1000


def throughput(call: Call, count: int) -> float:
    def ask(share: int) -> None:
        with requests.Session() as client:
            repeat(client, call, share)

    began = time.monotonic()
    with ThreadPoolExecutor(CLIENTS) as crowd:
        list(crowd.map(ask, [count // CLIENTS] * CLIENTS))
    return count // CLIENTS * CLIENTS / (time.monotonic() - began)


def repeat(client: requests.Session, call: Call, count: int) -> None:
    for _ in range(count):
        call(client).raise_for_status()


def medians(rounds: list[dict[str, tuple[float, float]]], which: int) -> dict[str, float]:
    return {name: round(statistics.median(figures[name][which] for figures in rounds), 2) for name in rounds[0]}


if __name__ == "__main__":
    main()
