"""Compares what the media store holds with what the rows say, and repairs the difference."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from django.conf import settings

from generation import assets, storage
from generation.jobs import Unstored
from generation.models import Removal
from generation.providers.base import Media
from stories.models import UNFINISHED, Asset, AssetStatus, Scene, Story


@dataclass(frozen=True)
class Fault:
    """`repair` may raise ProviderError."""

    what: str
    subject: str
    repair: Callable[[], object] = field(repr=False)


def audit() -> Iterator[Fault]:
    """Every difference there is. Raises ProviderError when the store cannot be read.

    The store is listed before the rows are read: a row is there before its objects, so nothing that is being made
    just now counts as a difference.
    """
    for kind in settings.BUCKETS:
        yield from _unknown_folders(kind)
    for story_id in list(Story.objects.values_list("pk", flat=True)):  # no cursor: a repair gives its connection back
        for kind in settings.BUCKETS:
            yield from _differences(story_id, kind)


def _unknown_folders(kind: str) -> Iterator[Fault]:
    """Objects of stories there are no rows of, unless they are about to be removed anyway."""
    for folder, group in groupby(storage.keys(kind), key=lambda key: key.partition("/")[0]):
        keys = list(group)
        if not _is_known(folder):
            yield from (_orphan(kind, key) for key in keys)


def _is_known(folder: str) -> bool:
    try:
        story_id = uuid.UUID(folder)
    except ValueError:
        return False
    return any(rows.filter(pk=story_id).exists() for rows in (Story.objects, Removal.objects))


def _differences(story_id: uuid.UUID, kind: str) -> Iterator[Fault]:
    present = set(storage.keys(kind, f"{story_id}/"))
    rows = list(Asset.objects.filter(scene__story=story_id, kind=kind).select_related("scene__story"))
    ready = [asset for asset in rows if asset.status == AssetStatus.READY]
    known = {key for asset in ready for key in _files(asset)}
    being_made = tuple(str(asset.pk) for asset in rows if asset.status in UNFINISHED)
    for key in sorted(present - known):
        if not key.rpartition("/")[2].startswith(being_made):
            yield _orphan(kind, key)
    for asset in ready:
        yield from _lacking(asset, present)
    yield from _wrong_addresses(story_id, kind)


def _orphan(kind: str, key: str) -> Fault:
    return Fault("object without a row", f"{settings.BUCKETS[kind]}/{key}", partial(storage.delete_keys, kind, [key]))


def _files(asset: Asset) -> list[str]:
    sizes = [size["key"] for size in asset.sizes]
    return [key for key in (asset.key, asset.original_key, *sizes) if key]


def _lacking(asset: Asset, present: set[str]) -> Iterator[Fault]:
    missing = [key for key in _files(asset) if key not in present and not storage.has(asset.kind, key)]
    for key in missing[:1]:  # one repair mends all of an asset's
        what = "row without an object" if len(missing) == 1 else f"row without {len(missing)} objects"
        yield Fault(what, f"{settings.BUCKETS[asset.kind]}/{key}", partial(_mend, asset, frozenset(missing)))


def _mend(asset: Asset, missing: frozenset[str]) -> None:
    if asset.original_key and asset.original_key not in missing:
        _make_again(asset)
    elif asset.key not in missing:
        _forget(asset, missing)
    else:
        _lose(asset)


def _make_again(asset: Asset) -> None:
    """From the vendor's original: what is still there stays, what is missing is made as it was."""
    original = storage.read(asset.kind, asset.original_key)
    paid = assets.Paid(Media(original, storage.sniff(original)), asset.vendor, asset.model)
    try:
        columns = assets.finish(asset, paid)
    except Unstored as unstored:
        raise unstored.error from unstored
    Asset.objects.filter(pk=asset.pk).update(**columns)


def _forget(asset: Asset, missing: frozenset[str]) -> None:
    Asset.objects.filter(pk=asset.pk).update(
        original_key="" if asset.original_key in missing else asset.original_key,
        sizes=[size for size in asset.sizes if size["key"] not in missing],
    )


def _lose(asset: Asset) -> None:
    """Nothing is left of it: its scene shows an older one, or has a gap that a retry fills."""
    others = Asset.objects.filter(scene=asset.scene_id, kind=asset.kind, status=AssetStatus.READY).exclude(pk=asset.pk)
    other = next((other for other in others if storage.has(other.kind, other.key)), None)
    current = {asset.kind: other, f"{asset.kind}_url": storage.url(other.kind, other.key) if other else None}
    Scene.objects.filter(pk=asset.scene_id, **{asset.kind: asset}).update(**current)
    asset.delete()


def _wrong_addresses(story_id: uuid.UUID, kind: str) -> Iterator[Fault]:
    """After a move to another store or another public address, the rows still name the old one."""
    for scene in Scene.objects.filter(story=story_id, **{f"{kind}__isnull": False}).select_related(kind):
        address = storage.url(kind, getattr(scene, kind).key)
        if getattr(scene, f"{kind}_url") != address:
            update = partial(Scene.objects.filter(pk=scene.pk).update, **{f"{kind}_url": address})
            yield Fault("old address", str(getattr(scene, f"{kind}_url")), update)
