"""What the API answers with: plain dicts from rows. The fields' order is the contract's; ours come after."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from generation import estimate
from stories import reading
from stories.access import sees_everything
from stories.models import Asset, Scene, Story

Answer = dict[str, Any]


def accepted(story: Story) -> Answer:
    return {
        "story_id": story.story_id,
        "status": story.status,
        "title": story.title,
        "created_at": story.created_at,
        "error": story.error or None,
    }


def refused(title: str | None, errors: list[dict[str, str | None]]) -> Answer:
    """The shape of `accepted` for a story that was not stored."""
    first = errors[0]
    sentence = f"{first['attr']}: {first['detail']}" if first["attr"] else first["detail"]
    return {
        "story_id": None,
        "status": "FAILED",
        "title": title,
        "created_at": None,
        "error": sentence,
        "errors": errors,
    }


def estimated(title: str, parts: tuple[estimate.Part, ...]) -> Answer:
    """The shape of `accepted` for a story that was only asked about."""
    costs = {kind: Decimal(0) for kind in ("text", "image", "audio")} | {part.kind: part.cost for part in parts}
    costs["total"] = estimate.total(parts)
    return {
        "story_id": None,
        "status": "PENDING",
        "title": title,
        "created_at": None,
        "error": None,
        "estimate": {name: usd(cost) for name, cost in costs.items()},
    }


def usd(amount: Decimal) -> str:
    return f"{amount:.4f}"


def head(story: Story, request: HttpRequest) -> Answer:
    """What detail and list share."""
    return {
        "story_id": story.story_id,
        "title": story.title,
        "status": story.status,
        "user_id": story.user_id,
        "created_at": story.created_at,
        "updated_at": story.updated_at,
        "style": story.style,
        "language": story.language,
        "num_scenes": story.num_scenes,
        "error": reading.trouble(story, request.user) or None,
    }


def detail(story: Story, request: HttpRequest) -> Answer:
    scenes = story.scenes.all()
    return {
        **head(story, request),
        "prompt": story.prompt,
        "cost": usd(story.spent) if sees_everything(request.user) else None,
        "progress": reading.progress(scenes, story.num_scenes),
        "scenes": [scene_detail(scene, request) for scene in scenes],
    }


def summary(story: Story, scenes: list[reading.Glimpse], request: HttpRequest) -> Answer:
    cover = next((scene.picture for scene in scenes if scene.picture), None)
    return {
        **head(story, request),
        "progress": reading.progress(scenes, story.num_scenes),
        "cover_url": absolute(cover, request),
    }


def state(story: Story, progress: dict[str, int], request: HttpRequest) -> Answer:
    return {
        "story_id": story.story_id,
        "status": story.status,
        "error": reading.trouble(story, request.user) or None,
        "updated_at": story.updated_at,
        "progress": progress,
    }


def scene_detail(scene: Scene, request: HttpRequest) -> Answer:
    return {
        "scene_id": scene.scene_id,
        "story_id": scene.story_id,
        "sequence": scene.sequence,
        "text": scene.text,
        "image_url": absolute(reading.address(scene.image), request),
        "audio_url": absolute(reading.address(scene.audio), request),
        "created_at": scene.created_at,
        "picture": scene.picture,
        "alt": scene.alt,
        "image": _picture(scene.image, request),
        "audio": _narration(scene.audio),
        "stale": scene.stale_kinds,
    }


def asset_detail(asset: Asset, current: bool, request: HttpRequest) -> Answer:
    return {
        "asset_id": asset.asset_id,
        "scene_id": asset.scene_id,
        "kind": asset.kind,
        "status": asset.status,
        "current": current,
        "url": absolute(reading.address(asset), request),
        "created_at": asset.created_at,
        "vendor": asset.vendor,
        "model": asset.model,
        "error": asset.error or None,
    }


def _picture(asset: Asset | None, request: HttpRequest) -> Answer | None:
    if asset is None:
        return None
    sizes = [{**size, "url": absolute(size["url"], request)} for size in reading.sizes(asset)]
    return {
        "asset_id": asset.asset_id,
        "width": asset.width,
        "height": asset.height,
        "colour": asset.colour or None,
        "placeholder": asset.placeholder or None,
        "sizes": sizes,
    }


def _narration(asset: Asset | None) -> Answer | None:
    if asset is None:
        return None
    return {
        "asset_id": asset.asset_id,
        "seconds": asset.seconds,
        "words": asset.words,
        "words_estimated": asset.words_estimated,
        "loudness": asset.loudness,
    }


def absolute(url: str | None, request: HttpRequest) -> str | None:
    """Media served by the app has a path; a client of the API is to get a whole address."""
    return request.build_absolute_uri(url) if url else None
