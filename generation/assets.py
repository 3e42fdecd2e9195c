"""From the bytes a provider made to files readers get: checked, encoded, stored, and never paid for twice."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import IO, Any

from django.db import connection
from django.db.models import QuerySet

from generation import picture, sound, spool, storage
from generation.jobs import Unstored
from generation.providers.base import Media, PermanentError, ProviderError, TransientError, Word
from stories.models import Asset, AssetStatus, Kind

logger = logging.getLogger(__name__)
# Each takes a core: more at once would be no faster, hold more memory, and keep the worker's other threads waiting.
_finishing = BoundedSemaphore(os.cpu_count() or 1)


@dataclass(frozen=True)
class Paid:
    """What a provider made, and who made it. `is_safe`: the next attempt finds it too, in the spool or the storage."""

    media: Media
    vendor: str
    model: str
    is_safe: bool = True


def room() -> IO[bytes]:
    """Room for what is about to be paid for, until it is closed. Raises Unstored: then nothing is to be paid."""
    try:
        return spool.room()
    except ProviderError as error:
        raise Unstored(error) from error


def keep_safe(asset: Asset, media: Media, vendor: str, model: str, *, piece: str = "") -> Paid:
    """Write paid bytes, of the whole or of a piece, to the local spool before anything else is done with them."""
    try:
        spool.keep(asset.pk, media, vendor, model, piece=piece)
    except ProviderError as error:  # they are still in memory: go on and try the storage
        logger.error("the spool does not take %s: %s", asset.pk, error)
        return Paid(media, vendor, model, is_safe=False)
    return Paid(media, vendor, model)


def already_paid(asset: Asset) -> Paid | None:
    """What an earlier attempt at this asset, or an earlier asset made from the same words, left behind."""
    if found := paid_piece(asset, ""):
        return found
    return _stored(asset) if asset.vendor else None  # its maker was noted: an attempt came as far as the storage


def paid_piece(asset: Asset, piece: str) -> Paid | None:
    """What the spool has of it; the piece without a name is the whole."""
    try:
        found = next((paid for pk in _same_work(asset) if (paid := spool.find(pk, piece=piece))), None)
    except ProviderError as error:
        raise Unstored(error) from error
    return Paid(*found) if found else None


def takes(asset: Asset) -> int:
    """How many good ones there are from the same words: who asks for another wants a different one."""
    return _earlier(asset, AssetStatus.READY).count()


def _same_work(asset: Asset) -> list[Any]:
    return [asset.pk, *_earlier(asset, AssetStatus.FAILED, AssetStatus.CANCELLED).values_list("pk", flat=True)]


def _earlier(asset: Asset, *statuses: str) -> QuerySet[Asset]:
    if asset.created_at == asset.scene.created_at:
        return Asset.objects.none()  # made with its scene: there is no earlier one, and no query
    same = {"scene": asset.scene, "kind": asset.kind, "input_digest": asset.input_digest}
    return Asset.objects.filter(**same, status__in=statuses).exclude(pk=asset.pk)


def _stored(asset: Asset) -> Paid | None:
    """An object under this asset's key: its worker died between storing it and saying so."""
    prefix = f"{asset.story.pk}/{asset.scene_id}/{asset.pk}"
    try:
        keys = list(storage.keys(asset.kind, prefix))
        key = next((key for key in keys if asset.kind == Kind.AUDIO or "-original." in key), None)
        data = storage.read(asset.kind, key) if key else None
    except ProviderError as error:
        raise Unstored(error) from error
    if data is None:
        return None
    words = tuple(Word(*word) for word in asset.words)
    media = Media(data, storage.sniff(data), words=words, words_estimated=asset.words_estimated)
    return Paid(media, asset.vendor, asset.model)


class Unusable(TransientError):
    """The vendor was paid for bytes that are no picture and no sound."""

    code = "unusable"


class Lost(TransientError):
    """Neither the spool nor the storage took what was paid for. It is made again, and that has an end."""

    code = "lost"


def finish(asset: Asset, paid: Paid) -> dict[str, Any] | None:
    """Encode and store; returns the asset's columns, or None if another worker has taken it over.

    Raises Unstored, Unusable or Lost.
    """
    connection.close()  # none is held while a core, or the storage, is waited for
    try:
        with _finishing:
            finished = _finish_image(asset, paid) if asset.kind == Kind.IMAGE else _finish_audio(asset, paid)
    except PermanentError as error:
        raise unusable(asset, paid) from error
    if not _note_maker(asset, paid):
        return None  # else two workers' pictures would be mixed under one asset's keys
    connection.close()
    try:
        for key, data, content_type in finished.files:
            storage.put(asset.kind, key, data, content_type, fresh=not asset.vendor)
    except ProviderError as error:
        if not paid.is_safe:
            raise Lost(f"What was made could not be kept; it is made again. {error}") from error
        raise Unstored(error) from error
    return finished.columns


def unusable(asset: Asset, paid: Paid) -> Unusable:
    """Forget what was paid for, else the next attempt would adopt it, and say so."""
    drop(asset)
    return Unusable(f"{paid.vendor} sent something that cannot be used; it is asked again.")


def drop(asset: Asset) -> None:
    for pk in _same_work(asset):
        spool.drop(pk)


def _note_maker(asset: Asset, paid: Paid) -> bool:
    """Before the bytes are stored: whoever finds them under this asset's key also needs their words and maker."""
    words = [[word.text, word.start, word.end] for word in paid.media.words]
    made = {"vendor": paid.vendor, "model": paid.model, "words": words, "words_estimated": paid.media.words_estimated}
    return bool(Asset.objects.filter(asset.held, pk=asset.pk).update(**made))


@dataclass(frozen=True)
class Finished:
    """`files` are (key, bytes, content type), the paid original first."""

    columns: dict[str, Any]
    files: list[tuple[str, bytes, str]]


def _key(asset: Asset, suffix: str, content_type: str) -> str:
    return storage.asset_key(asset.story.pk, asset.scene_id, asset.pk, suffix, content_type)


def _finish_image(asset: Asset, paid: Paid) -> Finished:
    made = picture.finish(paid.media.data)
    original, full = _key(asset, "original", made.content_type), _key(asset, "", picture.CONTENT_TYPE)
    small = {width: _key(asset, f"w{width}", picture.CONTENT_TYPE) for width in made.widths}
    columns = {
        "key": full,
        "original_key": original,
        "content_type": picture.CONTENT_TYPE,
        "size": len(made.full),
        "width": made.width,
        "height": made.height,
        "placeholder": made.placeholder,
        "colour": made.colour,
        "sizes": [{"width": width, "key": small[width], "size": len(data)} for width, data in made.widths.items()],
    }
    smaller = [(small[width], data, picture.CONTENT_TYPE) for width, data in made.widths.items()]
    files = [(original, made.original, made.content_type), (full, made.full, picture.CONTENT_TYPE), *smaller]
    return Finished(columns, files)


def _finish_audio(asset: Asset, paid: Paid) -> Finished:
    made = sound.finish(paid.media.data, paid.media.content_type)
    key = _key(asset, "", made.content_type)
    columns = {
        "key": key,
        "content_type": made.content_type,
        "size": len(made.data),
        "seconds": made.seconds,
        "loudness": made.lufs,
    }
    return Finished(columns, [(key, made.data, made.content_type)])
