"""What a provider is paid for: each call has its row in the ledger, and nothing that is there already is paid again.

A narration longer than its vendor takes in one call is several; each piece is kept until the whole is stored.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connection

from generation import assets, ledger
from generation.lanes import Place
from generation.providers import long_text
from generation.providers.base import AudioProvider, AudioRequest, ImageProvider, ImageRequest, Media, PermanentError
from stories.models import Asset

Request = ImageRequest | AudioRequest
MediaProvider = ImageProvider | AudioProvider


def generate(asset: Asset, request: Request, place: Place, provider: MediaProvider) -> assets.Paid:
    with place:
        pieces = _pieces(request, provider)
        if len(pieces) == 1:
            return _call(asset, request, place, provider)
        made = [_piece(asset, piece, place, provider) for piece in pieces]
    connection.close()  # none is held while a core is waited for
    return assets.keep_safe(asset, _joined(asset, made), made[-1].vendor, made[-1].model)


def _pieces(request: Request, provider: Any) -> list[Any]:
    return long_text.pieces(request, provider.limit) if isinstance(request, AudioRequest) else [request]


def _piece(asset: Asset, request: AudioRequest, place: Place, provider: AudioProvider) -> assets.Paid:
    said = f"{provider.vendor} {provider.model} {request.seed} {request.text}"
    name = hashlib.sha256(said.encode()).hexdigest()[:32]
    return assets.paid_piece(asset, name) or _call(asset, request, place, provider, name)


def _joined(asset: Asset, made: list[assets.Paid]) -> Media:
    try:
        return long_text.joined([piece.media for piece in made])
    except PermanentError as error:
        raise assets.unusable(asset, made[-1]) from error


def _call(asset: Asset, request: Request, place: Place, provider: Any, piece: str = "") -> assets.Paid:
    expected = provider.estimate(len(request.text)) if isinstance(request, AudioRequest) else provider.estimate()
    with (
        assets.room() as room,
        ledger.record(provider, story=asset.story, asset=asset, expected=expected) as usage,
    ):
        connection.close()
        media = provider.generate(request, usage)
        place.limit = usage.concurrency
        room.close()
        return assets.keep_safe(asset, media, provider.vendor, usage.model, piece=piece)
