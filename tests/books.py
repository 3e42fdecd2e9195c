"""Books of the offline writer for tests: how to have one written, and two hundred prompts to try."""

from __future__ import annotations

import itertools
import json

from generation.providers.base import Brief, TextRequest, Usage
from generation.providers.offline.writer import Writer

HEROES = (
    "a shy owl", "an elephant called Momo", "two sisters", "a grumpy old dragon", "a robot", "the teapot that sings",
    "Luna the cat", "a brave knight", "a cloud who is lonely", "an octopus", "Emma and Noah", "a tiny red train",
    "three mice", "an honest hedgehog", "a mermaid", "an astronaut", "a unicorn", "my dog Biscuit", "granny", "a ghost",
)  # fmt: skip
DEEDS = (
    "finds a golden key in the forest", "bakes a birthday cake", "is afraid of the dark", "cannot fly yet",
    "wants to see the sea", "loses an umbrella on a rainy day", "wins a race in the snow", "breaks a violin",
    "builds a rocket with a friend", "cannot sleep under the moon",
)  # fmt: skip
PROMPTS = [f"{hero} {deed}" for hero, deed in itertools.product(HEROES, DEEDS)]


def told(prompt: str, scenes: int = 5, *, first: int = 1, pace: float = 0, **wishes) -> tuple[list[str], Usage]:
    """The pieces as they are streamed, and what is reported of them."""
    brief = Brief(**{"title": "", "prompt": prompt, "num_scenes": scenes, "first": first, **wishes})
    usage = Usage()
    return list(Writer(pace=pace).stream(TextRequest("You write.", prompt, {}, brief), usage)), usage


def written(prompt: str, scenes: int = 5, **wishes) -> dict:
    return json.loads("".join(told(prompt, scenes, **wishes)[0]))


def all_text(written_book: dict) -> list[str]:
    people = [person["description"] for person in written_book["characters"]]
    scenes = [scene[part] for scene in written_book["scenes"] for part in ("text", "picture", "alt")]
    return [written_book["title"], written_book["art_direction"], *people, *scenes]


def read_aloud(written_book: dict) -> str:
    return " ".join(scene["text"] for scene in written_book["scenes"])
