"""The art direction: the style that was asked for, or a picture-book style of its own."""

from __future__ import annotations

import re

from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.lexicon import phrases, words
from generation.providers.offline.storytelling.words import capital

_LONGEST = 120


def art_direction(style: str, world: str, dice: Dice) -> str:
    table = phrases()["art"]
    asked = _clean(style)
    told = [
        detail for names, detail in table["styles"].items() if any(name in asked.lower() for name in names.split("/"))
    ]
    manner = ", ".join([asked, *told[:1]]) if asked else dice.pick("style", table["own"])
    return f"{capital(manner)}. {table['palettes'][world]} {table['rule']}"


def _clean(style: str) -> str:
    """Words, commas and hyphens of what was typed, without the frightening ones."""
    plain = re.sub(r"[^\w\s,&'’-]", " ", re.sub(r"<[^<>]*>", " ", style))
    gentle = [word for word in plain.split() if word.lower().strip(",") not in words("frightening")]
    return " ".join(gentle)[:_LONGEST].strip(" ,-")
