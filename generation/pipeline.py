"""START HERE: how a story is made, in the order in which it happens.

    write_story   the text model streams a plan; each scene is a row, and two assets to be made, the moment it is whole
    make_asset    a provider makes one picture or narration; it is stored; the row is READY; all run at once
    complete      whoever settles last closes the story (settling.py)

Every arrow goes forward. Steps tell the world by writing rows; events are only hints that a row changed.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from generation import assets, calls, events, leases, ledger, plan, prompts, removal, settling, storage
from generation.jobs import Job
from generation.lanes import Place
from generation.leases import CLEAN, UNLEASED
from generation.providers.base import (
    AudioProvider,
    AudioRequest,
    ImageProvider,
    ImageRequest,
    ProviderError,
    TextProvider,
    TransientError,
)
from stories.models import Asset, AssetStatus, Kind, Scene, Status, Story

LOOK_SECONDS = 1.0  # how often it is asked whether a text is still wanted while it is being written


class HungUp(Exception):
    """The story was cancelled or another worker has it by now: the rest of the vendor's answer is not wanted."""


# --- The text --------------------------------------------------------------------------------------------------------
def _write(story: Story, place: Place, provider: TextProvider) -> None:
    written = list(story.scenes.all())
    missing = story.num_scenes - len(written)
    request = prompts.text_request(story, written, plan.schema())
    parser = plan.Parser(told=[scene.text for scene in written])
    try:
        with place, ledger.record(provider, story=story, expected=provider.estimate(missing)) as usage:
            connection.close()  # no connection is held while a vendor is waited for
            # Hung up before the call's row is closed: only then does a vendor say what a broken-off answer cost.
            with closing(provider.stream(request, usage)) as pieces:
                _keep_all(story, _while_wanted(story, pieces), parser, len(written))
            place.limit = usage.concurrency
    except HungUp:
        return
    except ProviderError:
        if parser.scenes < missing:
            raise  # else only the end of a text that is whole was lost, and its bill
    if parser.scenes < missing:
        told = f"{len(written) + parser.scenes} of {story.num_scenes}"
        raise TransientError(f"The writer stopped after {told} scenes.", code="short", retry_after=0)


def _while_wanted(story: Story, pieces: Iterable[str]) -> Iterator[str]:
    looked = time.monotonic()
    for piece in pieces:
        yield piece
        if time.monotonic() - looked >= LOOK_SECONDS:
            looked = time.monotonic()
            if not leases.is_held(story):
                raise HungUp


def _keep_all(story: Story, pieces: Iterable[str], parser: plan.Parser, before: int) -> None:
    """Keep each part the moment it is whole, until the text ends or a scene in it cannot be read."""
    for piece in pieces:
        if not all(_keep(story, part, before + parser.scenes) for part in parser.feed(piece)):
            raise HungUp
        if parser.is_torn:
            return


def _keep(story: Story, part: plan.Bible | plan.PlannedScene, sequence: int) -> bool:
    """Make rows of one part of the plan. False when this worker no longer has the story."""
    kept = _keep_bible(story, part) if isinstance(part, plan.Bible) else _keep_scene(story, part, sequence)
    connection.close()  # the next part may take seconds to be written
    return kept


def _keep_bible(story: Story, bible: plan.Bible) -> bool:
    """What stands already stays: where a text goes on after a break, the figures are who they were."""
    story.characters = story.characters or [character.model_dump() for character in bible.characters]
    story.art_direction = story.art_direction or bible.art_direction
    return _update_held(story, characters=story.characters, art_direction=story.art_direction)


def _keep_scene(story: Story, planned: plan.PlannedScene, sequence: int) -> bool:
    if sequence > story.num_scenes:
        return True  # more than was asked for
    whole = {"written_at": Now()} if sequence == story.num_scenes else {}
    clean = CLEAN if whole or story.error_code else {}  # a text that goes on; what only an asset waits for stays told
    with transaction.atomic():
        if not _update_held(story, failures={}, claims=1, updated_at=timezone.now(), **whole, **clean):
            return False
        seen = {"alt": planned.alt or planned.picture or planned.text}  # every picture can be heard
        scene = Scene.objects.create(story=story, sequence=sequence, **{**planned.model_dump(), **seen})
        start_assets(new_asset(scene, kind, created_at=scene.created_at) for kind in Kind)
    story.failures, story.claims, story.error_code = {}, 1, ""
    events.publish(story.pk, "scene", sequence=sequence)
    return True


def _update_held(story: Story, **fields: Any) -> bool:
    return bool(Story.objects.filter(story.held, pk=story.pk, status=Status.PROCESSING).update(**fields))


# --- The media -------------------------------------------------------------------------------------------------------
def new_asset(scene: Scene, kind: str, **fields: Any) -> Asset:
    return Asset(scene=scene, kind=kind, input_digest=scene.input_digest(kind), enqueued_at=timezone.now(), **fields)


def start_assets(new: Any) -> list[Asset]:
    """Store new assets and, on commit, enqueue their jobs."""
    rows = Asset.objects.bulk_create(new)
    make_asset.enqueue(*rows)
    return rows


def _make(asset: Asset, place: Place, provider: ImageProvider | AudioProvider) -> None:
    try:
        paid = assets.already_paid(asset) or _generate(asset, place, provider)
        place.leave()
        columns = assets.finish(asset, paid)
    except assets.Unusable as error:
        ledger.disown(asset, error)
        raise
    if columns is None:
        return
    _show(asset, columns, paid)
    assets.drop(asset)
    events.publish(asset.story.pk, "scene", sequence=asset.sequence)


def _generate(asset: Asset, place: Place, provider: ImageProvider | AudioProvider) -> assets.Paid:
    request = _request(asset)
    _note_words(asset)
    return calls.generate(asset, request, place, provider)


def _note_words(asset: Asset) -> None:
    """The words may have been edited since the asset was asked for; it is made from what they are now."""
    digest = asset.scene.input_digest(asset.kind)
    if digest != asset.input_digest:
        asset.input_digest = digest
        Asset.objects.filter(pk=asset.pk).update(input_digest=digest)


def _request(asset: Asset) -> ImageRequest | AudioRequest:
    scene, take = asset.scene, assets.takes(asset)
    if asset.kind == Kind.IMAGE:
        return prompts.image_request(scene, take=take, reference_url=_earlier_picture(scene))
    around = Scene.objects.filter(story=scene.story_id, sequence__in=[scene.sequence - 1, scene.sequence + 1])
    texts = dict(around.values_list("sequence", "text"))
    neighbours = {"previous_text": texts.get(scene.sequence - 1, ""), "next_text": texts.get(scene.sequence + 1, "")}
    return prompts.audio_request(scene, take=take, **neighbours)


def _earlier_picture(scene: Scene) -> str:
    """A picture of the same figures that a vendor can fetch: in a public store. It is never waited for."""
    if not settings.S3["public_url"]:
        return ""
    earlier = Scene.objects.filter(story=scene.story_id, sequence__lt=scene.sequence, image__isnull=False)
    same = (key for key, names in earlier.values_list("image__key", "characters") if {*names} & {*scene.characters})
    return next((storage.url(Kind.IMAGE, key) for key in same), "")


def _show(asset: Asset, columns: dict[str, Any], paid: assets.Paid) -> None:
    """The asset is READY and its scene points at it. Whoever comes first wins; a row that moved on stays as it is."""
    made_by = {"vendor": paid.vendor, "model": paid.model}
    with transaction.atomic():
        if asset.move(AssetStatus.READY, **columns, **made_by, **UNLEASED, **CLEAN):
            current = {asset.kind: asset, f"{asset.kind}_url": storage.url(asset.kind, columns["key"])}
            Scene.objects.filter(pk=asset.scene_id).update(**current)
        elif not Asset.objects.filter(pk=asset.pk).exists():
            removal.request(asset.story.pk)  # the story was deleted meanwhile: these files go after the others


write_story = Job("generation.pipeline.write_story", Story.objects.all, _write, settling.settle_text)
make_asset = Job(
    "generation.pipeline.make_asset",
    lambda: Asset.objects.select_related("scene__story"),
    _make,
    lambda asset: settling.complete(asset.story),
)
