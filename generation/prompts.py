"""Fills templates/prompts/*.txt: what each kind of provider is asked for."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from generation.providers.base import AudioRequest, Brief, Character, ImageRequest, TextRequest
from stories.models import Scene, Story

DEFAULT_STYLE = "a warm gouache picture book"
LONGEST_RECAP = 6000  # characters of the scenes that stand already


def text_request(story: Story, written: list[Scene], schema: dict[str, Any]) -> TextRequest:
    """Ask for the scenes that are not written yet, in a text a model cannot mistake for the reader's own words."""
    brief = Brief(
        title=story.title,
        prompt=story.prompt,
        style=story.style,
        language=story.language,
        num_scenes=story.num_scenes,
        seed=story.seed,
        first=len(written) + 1,
    )
    context = {"brief": brief, "fenced": _fenced(story), "schema": json.dumps(schema), "recap": _recap(story, written)}
    return TextRequest(
        system=_render("story_system", context), user=_render("story_user", context), schema=schema, brief=brief
    )


def image_request(scene: Scene, *, take: int = 0, reference_url: str = "") -> ImageRequest:
    """The seed is the story's, so that its pictures go together; a further take of a scene gets another."""
    story, cast = scene.story, tuple(Character(**character) for character in scene.cast())
    width, height = settings.IMAGE_SIZE
    style = story.style or DEFAULT_STYLE
    context = {"scene": scene, "story": story, "cast": cast, "style": _quoted(style)}
    return ImageRequest(
        prompt=_render("picture", context),
        seed=story.seed + take,
        width=width,
        height=height,
        style=story.style,
        text=scene.text,
        picture=scene.picture,
        characters=cast,
        reference_url=reference_url,
    )


def audio_request(scene: Scene, *, take: int = 0, previous_text: str = "", next_text: str = "") -> AudioRequest:
    story = scene.story
    return AudioRequest(
        text=scene.text,
        language=story.language,
        previous_text=previous_text,
        next_text=next_text,
        seed=story.seed + take,
    )


def _fenced(story: Story) -> str:
    """The reader's words as one JSON object: a quote cannot be closed from inside, so words stay data."""
    words = {"title": story.title, "prompt": story.prompt, "style": story.style or DEFAULT_STYLE}
    return json.dumps(words, ensure_ascii=False, indent=1)


def _quoted(words: str) -> str:
    """A reader's words on one line that they cannot leave: whatever could end it is a blank or escaped."""
    return json.dumps(" ".join(words.split()), ensure_ascii=False)


def _recap(story: Story, written: list[Scene]) -> str:
    if not written:
        return ""
    told = {
        "characters": story.characters,
        "art_direction": story.art_direction,
        "scenes": [{"sequence": scene.sequence, "text": scene.text} for scene in _latest(written)],
    }
    return json.dumps(told, ensure_ascii=False)


def _latest(written: list[Scene]) -> list[Scene]:
    """The last scene, and those before it as far as there is room."""
    lengths = accumulate(len(scene.text) for scene in reversed(written))
    return written[-max(1, sum(length <= LONGEST_RECAP for length in lengths)) :]


def _render(name: str, context: dict[str, Any]) -> str:
    return render_to_string(f"prompts/{name}.txt", context).strip()
