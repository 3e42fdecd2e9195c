"""The verbs. Everything a person may do to a story, whichever edge they came by."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from generation import estimate, events, pipeline, providers, removal, settling, storage
from stories.models import UNFINISHED, Asset, AssetStatus, Kind, Scene, Status, Story


class Conflict(Exception):
    """The story is in a state that does not allow this; the message says so in one sentence."""


class Invalid(Exception):
    """A value that no edge could know to be wrong; `field` names it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def create_story(
    *, title: str, prompt: str, num_scenes: int, style: str = "", user_id: uuid.UUID | None = None, language: str = "en"
) -> Story:
    """One row, and on commit one job. Raises Invalid for a language no writer here knows."""
    _refuse_unknown(language)
    with transaction.atomic():
        story = Story.objects.create(
            title=title,
            prompt=prompt,
            num_scenes=num_scenes,
            style=style,
            user_id=user_id,
            language=language,
            seed=secrets.randbelow(2**31),
            enqueued_at=timezone.now(),
        )
        pipeline.write_story.enqueue(story)
    return story


def estimate_story(*, num_scenes: int, language: str = "en") -> tuple[estimate.Part, ...]:
    """What such a story will cost. Nothing is stored. Raises Invalid for a language no writer here knows."""
    _refuse_unknown(language)
    return estimate.of_story(num_scenes, language=language)


def edit_story(story: Story, *, title: str) -> None:
    _touch(story, title=title)


def edit_scene(scene: Scene, **fields: str) -> None:
    """Change `text`, `picture` or `alt`. What was made from the old words becomes stale; nothing is made by itself."""
    with transaction.atomic():
        _touch(scene.story)
        _set(scene, **fields)
    events.publish(scene.story_id, "scene", sequence=scene.sequence)


def cancel_story(story: Story) -> None:
    """Nothing new starts from now on; what is being made is kept when it arrives. A whole book is ready again."""
    if not settling.call_off(story) and not settling.stop(story, code="cancelled", message="This story was cancelled."):
        raise Conflict("Only a story that is waiting or being made can be cancelled.")


def retry_story(story: Story) -> None:
    """Make what is missing: the rest of the text, and every picture and narration a scene has none of."""
    with transaction.atomic():
        stopped = _take_up(story, Status.FAILED)
        if not stopped and not _take_up(story, Status.COMPLETE):
            raise Conflict("This story is still being made; there is nothing to retry yet.")
        missing = list(_missing(story))
        if not stopped and not missing and not _being_made(story):
            raise Conflict("This story has everything; there is nothing to retry.")
        pipeline.start_assets(pipeline.new_asset(scene, kind) for scene, kind in missing)
        if not story.written_at:
            pipeline.write_story.enqueue(story)
    settling.complete(story)  # all that was missing may have arrived since it was stopped
    events.publish(story.pk, "story", status=story.status)


def remake_asset(scene: Scene, kind: str) -> Asset:
    """Make a picture or narration anew. The present one stays until the new one is ready, and restorable after it."""
    story = scene.story
    with transaction.atomic():
        if not story.move(Status.PROCESSING, ~Q(status__in=[Status.FAILED, Status.PENDING]), error="", error_code=""):
            raise Conflict("This story was stopped; retry it first.")
        try:
            with transaction.atomic():
                [asset] = pipeline.start_assets([pipeline.new_asset(scene, kind)])
        except IntegrityError as error:
            raise Conflict("This is being made already.") from error
    events.publish(story.pk, "scene", sequence=scene.sequence)
    return asset


def remake_stale(story: Story) -> list[Asset]:
    """Make anew what was made from other words than the scenes have now, unless it is being made already."""
    with transaction.atomic():  # all of it or nothing
        _hold(story)
        stale = list(_stale(story))
        if not stale:
            raise Conflict("Everything was made from the words as they are.")
        return [remake_asset(scene, kind) for scene, kind in stale]


def restore_asset(asset: Asset) -> None:
    """Make an older picture or narration the scene's current one again."""
    if asset.status != AssetStatus.READY:
        raise Conflict("Only a picture or narration that is ready can be shown.")
    current = {asset.kind: asset, f"{asset.kind}_url": storage.url(asset.kind, asset.key)}
    with transaction.atomic():
        _touch(asset.story)
        _set(asset.scene, **current)
    events.publish(asset.story.pk, "scene", sequence=asset.sequence)


def delete_story(story: Story) -> None:
    """The rows go now, the files as soon as the storage lets them. The ledger keeps what was paid."""
    with transaction.atomic():
        _hold(story)
        _hold_assets(story)
        removal.request(story.pk)
        story.delete()


FRESH = {
    "failures": {},
    "claims": 0,
    "not_before": None,
    "blocked_since": None,
    "error": "",
    "error_code": "",
}


def _refuse_unknown(language: str) -> None:
    if not providers.speaking("text", language):
        raise Invalid("language", f"No writer set up here knows the language “{language}”; choose another, such as en.")


def _hold(story: Story) -> None:
    """Until this transaction ends nobody moves the story, adds to it or deletes it.

    Who writes a story and what belongs to it takes the story's row first: so two of them wait for each other in turn.
    """
    Story.objects.select_for_update().filter(pk=story.pk).first()


def _hold_assets(story: Story) -> None:
    """A worker that shows an asset has its row before the scene's; deleting would take them the other way round."""
    list(Asset.objects.select_for_update().filter(scene__in=story.scenes.all()).order_by("pk").values_list("pk"))


def _touch(story: Story, **fields: object) -> None:
    _set(story, updated_at=timezone.now(), **fields)


def _set(row: Story | Scene, **fields: object) -> None:
    """Write these columns. Raises the model's DoesNotExist where the row was deleted meanwhile."""
    if not type(row).objects.filter(pk=row.pk).update(**fields):
        raise type(row).DoesNotExist
    for name, value in fields.items():
        setattr(row, name, value)


def _take_up(story: Story, ended: Status) -> bool:
    return story.move(Status.PROCESSING, Q(status=ended), **FRESH, enqueued_at=timezone.now())


def _missing(story: Story) -> Iterator[tuple[Scene, str]]:
    being_made = _being_made(story)
    for scene in story.scenes.select_related("story"):
        for kind in Kind:
            if getattr(scene, f"{kind}_url") is None and (scene.pk, kind) not in being_made:
                yield scene, kind


def _stale(story: Story) -> Iterator[tuple[Scene, str]]:
    being_made = _being_made(story)
    for scene in story.scenes.select_related("story", "image", "audio"):
        yield from ((scene, kind) for kind in scene.stale_kinds if (scene.pk, kind) not in being_made)


def _being_made(story: Story) -> set[tuple[uuid.UUID, str]]:
    """(scene_id, kind) of every asset that has not ended."""
    unfinished = Asset.objects.filter(scene__story=story, status__in=UNFINISHED)
    return set(unfinished.values_list("scene_id", "kind"))
