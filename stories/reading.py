"""A story as its readers get it: a few queries, whatever the number of scenes, and how far it has come."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Prefetch, QuerySet

from generation import storage
from generation.ledger import SPENT_ON_STORY
from stories.access import sees_everything
from stories.models import Asset, AssetStatus, Kind, Scene, Status, Story, Work

SETTLED = (Status.COMPLETE, Status.FAILED)
CANCELLED = "cancelled"
# What readers are told in place of what an operator has to do.
TROUBLE: dict[str, str] = {
    Status.PENDING: "This takes longer than usual.",
    Status.PROCESSING: "This takes longer than usual.",
    Status.COMPLETE: "A picture or a narration could not be made.",
    Status.FAILED: "Something went wrong while it was made.",
}


class Glimpse(NamedTuple):
    """What a list shows of a scene."""

    image_url: str | None
    audio_url: str | None
    image_id: uuid.UUID | None
    image_key: str | None

    @property
    def picture(self) -> str | None:
        """Where readers get its picture."""
        return storage.url(Kind.IMAGE, self.image_key) if self.image_key else None


# What no reader is shown of an asset: how it was made, and what only the other kind has. It is not read at all.
BOOKKEEPING = [field.name for field in Work._meta.fields] + ["updated_at", "original_key", "content_type", "size"]
UNUSED = {
    Kind.IMAGE: [*BOOKKEEPING, "seconds", "loudness", "words", "words_estimated"],
    Kind.AUDIO: [*BOOKKEEPING, "width", "height", "sizes", "placeholder", "colour"],
}

# Built once: building QuerySets takes a tenth of the time in which a story is read.
_scenes = Scene.objects.select_related("image", "audio").defer(
    *(f"{kind}__{name}" for kind, names in UNUSED.items() for name in names)
)
_stories = Story.objects.annotate(spent=SPENT_ON_STORY).prefetch_related(Prefetch("scenes", _scenes))
_states = Story.objects.only("status", "error", "error_code", "updated_at", "num_scenes").annotate(
    scenes_written=Count("scenes"), images_ready=Count("scenes__image_url"), audio_ready=Count("scenes__audio_url")
)
_glimpses = Scene.objects.order_by("sequence").values_list(
    "story_id", "image_url", "audio_url", "image_id", "image__key"
)


def find(story_id: uuid.UUID | str) -> Story | None:
    """The story with its scenes, their current assets and what it cost (`spent`), in two queries."""
    return _one(_stories, story_id)


def find_state(story_id: uuid.UUID | str) -> Story | None:
    """The story with no more than `counted_progress` and its status need, in one query."""
    return _one(_states, story_id)


def _one(stories: QuerySet[Story], story_id: uuid.UUID | str) -> Story | None:
    try:
        return stories.get(pk=story_id)
    except Story.DoesNotExist:
        return None


def trouble(story: Story, user: Any) -> str:
    """What went wrong, if anything did: the whole of it for those who can do something about it."""
    if not story.error or story.error_code == CANCELLED or sees_everything(user):
        return story.error
    return TROUBLE[story.status]


def progress(scenes: Collection[Scene | Glimpse], expected: int) -> dict[str, int]:
    """Counts over a story's scenes: how many there will be, are written, have picture and narration."""
    return {
        "scenes": max(expected, len(scenes)),
        "scenes_written": len(scenes),
        "images_ready": sum(bool(scene.image_url) for scene in scenes),
        "audio_ready": sum(bool(scene.audio_url) for scene in scenes),
    }


def counted_progress(story: Story) -> dict[str, int]:
    """The same counts, of a story that `find_state` found."""
    return {
        "scenes": max(story.num_scenes, story.scenes_written),
        "scenes_written": story.scenes_written,
        "images_ready": story.images_ready,
        "audio_ready": story.audio_ready,
    }


def scenes_of(stories: Iterable[Story]) -> dict[uuid.UUID, list[Glimpse]]:
    """What a list shows of many stories' scenes, in one query: story_id → their glimpses in order."""
    grouped = defaultdict(list)
    for story_id, *shown in _glimpses.filter(story__in=[story.pk for story in stories]):
        grouped[story_id].append(Glimpse(*shown))
    return grouped


def address(asset: Asset | None, key: str = "") -> str | None:
    """Where readers get the asset's file (or the file with another key of it), once it is ready.

    It is made whenever somebody reads, never kept, so that it can be one that expires.
    """
    if asset is None or asset.status != AssetStatus.READY or not asset.key:
        return None
    return storage.url(asset.kind, key or asset.key)


def sizes(asset: Asset) -> list[dict[str, Any]]:
    """A picture's files from narrow to wide, as {width, url}."""
    smaller = [{"width": size["width"], "url": address(asset, size["key"])} for size in asset.sizes]
    whole = [{"width": asset.width, "url": address(asset)}] if asset.width else []
    return sorted(smaller + whole, key=lambda size: size["width"])


def latest_states(story: Story) -> dict[tuple[uuid.UUID, str], str]:
    """(scene_id, kind) → the status of the newest asset, in one query: what a gap in the book is waiting for."""
    rows = Asset.objects.filter(scene__story=story).order_by("created_at").values_list("scene_id", "kind", "status")
    return {(scene_id, kind): status for scene_id, kind, status in rows}
