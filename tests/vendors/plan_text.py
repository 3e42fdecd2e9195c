"""What the text stand-ins write: a small valid plan with the scenes the prompt asks for."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

TOKEN = re.compile(r"\s*\S{1,4}")
ASKED = re.compile(r"Write scenes (\d+) to (\d+) of (\d+)\.")
PLACES = ("in the garden", "by the old well", "under the apple tree", "on the hill", "at the river", "in the attic")
FINDS = ("a red button", "a feather", "a tiny bell", "a warm stone", "a paper boat", "a blue thread", "a round shell")


def plan(prompt: str) -> dict[str, Any]:
    """The scenes named in the line `Write scenes A to B of N.`, three where there is none."""
    asked = ASKED.search(prompt)
    first, last = (int(asked[1]), int(asked[2])) if asked else (1, 3)
    return {
        "title": "Mimi Looks for the Moon",
        "characters": [
            {"name": "Mimi", "description": "a small grey cat with white paws and a green scarf"},
            {"name": "Bo", "description": "a round brown owl with yellow glasses"},
        ],
        "art_direction": "Soft watercolour, evening light, plenty of white paper.",
        "scenes": [scene(number) for number in range(first, last + 1)],
    }


def scene(number: int) -> dict[str, Any]:
    place, find = PLACES[number % len(PLACES)], FINDS[number % len(FINDS)]
    return {
        "text": f"On night {number}, Mimi walked softly {place}. There lay {find}. “Is this the moon?” asked Mimi. "
        f"“Not yet,” said Bo, and they went on together.",
        "picture": f"Evening {place}: Mimi the cat holds {find}, Bo the owl watches, clear sky with stars.",
        "alt": f"Mimi and Bo look at {find} {place}.",
        "characters": ["Mimi", "Bo"],
    }


def tokens(text: str) -> list[str]:
    return TOKEN.findall(text)


async def pieces(text: str, tokens_per_second: float) -> AsyncIterator[str]:
    """The text as a model would send it; at high speed several tokens at once, so that 500 streams stay affordable."""
    each = max(1, round(tokens_per_second / 20)) if tokens_per_second else 8
    for piece in _grouped(tokens(text), each):
        yield piece
        await asyncio.sleep(each / tokens_per_second if tokens_per_second else 0)


def _grouped(parts: list[str], size: int) -> Iterator[str]:
    for start in range(0, len(parts), size):
        yield "".join(parts[start : start + size])


def written(prompt: str) -> str:
    return json.dumps(plan(prompt), ensure_ascii=False)
