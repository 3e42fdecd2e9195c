"""A story as a page shows it: each scene with its picture and narration, what is still to come and what is missing."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from stories import reading
from stories.models import UNFINISHED, Asset, Kind, Scene, Status, Story

OFFLINE = "offline"


@dataclass(frozen=True)
class Spread:
    """One scene as it lies open, with its picture and its words.

    `awaited` holds the kinds that are still being made; what is neither there nor awaited is missing.
    """

    scene: Scene
    awaited: frozenset[str]

    @property
    def image(self) -> Asset | None:
        return self.scene.image

    @property
    def image_url(self) -> str | None:
        return reading.address(self.scene.image)

    @property
    def audio_url(self) -> str | None:
        return reading.address(self.scene.audio)

    @property
    def srcset(self) -> str:
        sizes = reading.sizes(self.image) if self.image and self.image.sizes else []
        return ", ".join(f"{size['url']} {size['width']}w" for size in sizes)

    @property
    def words(self) -> str:
        """The narration's timings, for the script that marks them."""
        return json.dumps(self.scene.audio.words) if self.scene.audio else ""

    @property
    def seconds(self) -> str:
        """How long the narration is, as a script reads numbers."""
        return f"{self.scene.audio.seconds:.1f}" if self.scene.audio and self.scene.audio.seconds else ""

    @property
    def image_awaited(self) -> bool:
        return Kind.IMAGE in self.awaited

    @property
    def audio_awaited(self) -> bool:
        return Kind.AUDIO in self.awaited


@dataclass(frozen=True)
class Book:
    story: Story
    spreads: list[Spread]
    progress: dict[str, int]
    trouble: str

    @property
    def settled(self) -> bool:
        return self.story.status in reading.SETTLED

    @property
    def cancelled(self) -> bool:
        return self.story.error_code == reading.CANCELLED

    @property
    def failed(self) -> bool:
        return self.story.status == Status.FAILED

    @property
    def complete(self) -> bool:
        return self.story.status == Status.COMPLETE

    @property
    def opening(self) -> str:
        """How it begins, for those who are shown its address."""
        return Truncator(" ".join(self.spreads[0].scene.text.split())).chars(160) if self.spreads else ""

    @property
    def cover(self) -> Spread | None:
        """The first spread that has a picture."""
        return next((spread for spread in self.spreads if spread.image), None)

    @property
    def steps(self) -> int:
        """Everything a whole book takes: words, picture and narration of each scene."""
        return 3 * self.progress["scenes"]

    @property
    def steps_done(self) -> int:
        return sum(self.progress[name] for name in ("scenes_written", "images_ready", "audio_ready"))

    @property
    def pictures_missing(self) -> int:
        return self.progress["scenes_written"] - self.progress["images_ready"]

    @property
    def narrations_missing(self) -> int:
        return self.progress["scenes_written"] - self.progress["audio_ready"]

    @property
    def has_gaps(self) -> bool:
        return bool(self.pictures_missing or self.narrations_missing)

    @property
    def makers(self) -> list[str]:
        """Who drew and narrated what is shown now."""
        assets = [asset for spread in self.spreads for asset in (spread.scene.image, spread.scene.audio) if asset]
        others = {asset.model or asset.vendor for asset in assets if asset.vendor not in ("", OFFLINE)}
        return sorted(others)

    @property
    def drawn_offline(self) -> bool:
        return any(spread.image and spread.image.vendor == OFFLINE for spread in self.spreads)


def of(story: Story, user: Any) -> Book:
    """The book of a story that `reading.find` found, as this reader is shown it; at most one query more."""
    scenes = list(story.scenes.all())
    progress = reading.progress(scenes, story.num_scenes)
    whole = len(scenes) == progress["images_ready"] == progress["audio_ready"]
    states = {} if whole else reading.latest_states(story)
    spreads = [Spread(scene, _awaited(scene, states)) for scene in scenes]
    return Book(story, spreads, progress, reading.trouble(story, user))


@dataclass(frozen=True)
class Cover:
    story: Story
    image: Asset | None
    progress: dict[str, int]

    @property
    def image_url(self) -> str | None:
        return reading.address(self.image)

    @property
    def small(self) -> str | None:
        """The narrowest file of the picture."""
        sizes = reading.sizes(self.image) if self.image else []
        return sizes[0]["url"] if sizes else self.image_url


def covers(stories: list[Story]) -> list[Cover]:
    """Each story with its first picture, in two queries."""
    scenes = reading.scenes_of(stories)
    drawn = {pk: next((scene for scene in shown if scene.image_id), None) for pk, shown in scenes.items()}
    images = Asset.objects.in_bulk([scene.image_id for scene in drawn.values() if scene])
    return [_cover(story, scenes.get(story.pk, []), drawn.get(story.pk), images) for story in stories]


def _cover(
    story: Story, scenes: list[reading.Glimpse], drawn: reading.Glimpse | None, images: dict[uuid.UUID, Asset]
) -> Cover:
    progress = reading.progress(scenes, story.num_scenes)
    return Cover(story, images.get(drawn and drawn.image_id), progress)


def _awaited(scene: Scene, states: dict) -> frozenset[str]:
    return frozenset(kind for kind in Kind.values if states.get((scene.pk, kind)) in UNFINISHED)
