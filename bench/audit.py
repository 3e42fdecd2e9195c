"""What became of the stories, told from outside: the database's rows, the vendors' own records, the files.

A story's title is its style, too: that is how its pictures are told from other stories'.

lost         a story, scene, picture or narration that is not there
doubled      a scene that is there twice, or a call for what a good call had brought already
unexplained  a request a vendor saw that no ledger row, written before it, accounts for
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.installation import SECOND_IMAGE_SERVER, VENDORS, Installation
from tests.vendors import plan_text

MOST_SCENES = 20
BY_TEXT = {plan_text.scene(number)["text"]: number for number in range(1, MOST_SCENES + 1)}
BY_PICTURE = {plan_text.scene(number)["picture"]: number for number in range(1, MOST_SCENES + 1)}
SECONDS_TO_BEGIN = 2  # from looking whether it was paid for to the call
BUCKETS = {"image": "story-images", "audio": "story-audio"}

Work = tuple[str, str, int]  # kind, what names the story to the vendor, scene (0: its text)


@dataclass(frozen=True)
class Audit:
    """One sentence a finding."""

    stories: int
    lost: list[str]
    doubled: list[str]
    unexplained: list[str]

    def summary(self) -> dict[str, int]:
        return {
            "stories": self.stories,
            "lost": len(self.lost),
            "doubled": len(self.doubled),
            "unexplained_payments": len(self.unexplained),
        }


def audit(place: Installation) -> Audit:
    stories = place.value("SELECT count(*) FROM stories")
    return Audit(stories, list(_lost(place)), list(_doubled(place)), list(_unexplained(place)))


def _lost(place: Installation) -> Iterator[str]:
    for title, status, error in place.rows("SELECT title, status, error FROM stories WHERE status <> 'COMPLETE'"):
        yield f"{title} is {status}: {error}"
    short = """
        SELECT title, num_scenes, count(scene_id), count(image_url), count(audio_url)
        FROM stories LEFT JOIN scenes USING (story_id) GROUP BY story_id
        HAVING count(scene_id) < num_scenes OR count(image_url) < num_scenes OR count(audio_url) < num_scenes"""
    for title, wanted, scenes, pictures, narrations in place.rows(short):
        yield f"{title} has {scenes} scenes, {pictures} pictures, {narrations} narrations of {wanted}"
    for kind, key in place.rows("SELECT kind, key FROM assets WHERE status = 'READY'"):
        if not (place.folder / "var" / "media" / BUCKETS[kind] / key).exists():
            yield f"{key} is not among the files"


def _doubled(place: Installation) -> Iterator[str]:
    scenes = (
        "SELECT title, sequence FROM stories JOIN scenes USING (story_id) GROUP BY 1, 2, story_id HAVING count(*) > 1"
    )
    for title, sequence in place.rows(scenes):
        yield f"{title} has scene {sequence} twice"
    # Two calls side by side are not meant: the first one's worker was believed dead, and the ledger said so. The second
    # may have been decided on just before the first came back, a lease and more after it was made.
    again = """
        SELECT title, later.kind, later.started_at FROM calls earlier
        JOIN calls later ON later.kind = earlier.kind AND later.started_at > earlier.ended_at
            AND later.story_id = earlier.story_id AND later.asset_id IS NOT DISTINCT FROM earlier.asset_id
        JOIN stories ON stories.story_id = later.story_id
        WHERE earlier.outcome = 'ok'
            AND NOT (earlier.ended_at - earlier.started_at > %s * interval '1 second'
                AND later.started_at - earlier.ended_at < %s * interval '1 second')"""
    lease = int(place.environment["LEASE_SECONDS"])
    for title, kind, started in place.rows(again, lease, SECONDS_TO_BEGIN):
        yield f"{title}: {kind} asked for again at {started:%H:%M:%S}, after a call that was good"


def _unexplained(place: Installation) -> Iterator[str]:
    written, seen = _ledger(place), _requests(place)
    for (kind, story, scene), requests in seen.items():
        if requests > written[kind, story, scene]:
            yield f"{kind} of scene {scene}, story {story}: {requests} requests, {written[kind, story, scene]} rows"


def _ledger(place: Installation) -> Counter[Work]:
    rows = """
        SELECT calls.kind, title, seed, coalesce(sequence, 0) FROM calls JOIN stories USING (story_id)
        LEFT JOIN assets USING (asset_id) LEFT JOIN scenes USING (scene_id)"""
    return Counter(
        (kind, str(seed) if kind == "audio" else title, scene) for kind, title, seed, scene in place.rows(rows)
    )


def _requests(place: Installation) -> Counter[Work]:
    titles = [title for (title,) in place.rows("SELECT title FROM stories")]
    seen: Counter[Work] = Counter()
    for vendor in [*VENDORS, *({SECOND_IMAGE_SERVER} & place.environment.keys())]:
        kind = "image" if vendor == SECOND_IMAGE_SERVER else vendor
        for request in place.ask_vendor(vendor, "/_requests")["requests"]:
            if request["method"] == "POST":
                seen[kind, *_named(kind, request["json"], titles)] += 1
    return seen


def _named(kind: str, body: dict[str, Any], titles: list[str]) -> tuple[str, int]:
    """What a request says of its story and scene."""
    if kind == "audio":
        return str(body["seed"]), BY_TEXT[body["text"]]
    words = body["prompt"] if kind == "image" else body["messages"][-1]["content"]
    title = next(title for title in titles if f'"{title}"' in words)
    return title, next(scene for picture, scene in BY_PICTURE.items() if picture in words) if kind == "image" else 0
