"""What a story will cost, said before anything is paid: the first choice of each kind, at its own estimates."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from generation import providers
from generation.providers.base import Provider

SCENE_CHARACTERS = 300  # read aloud in a scene: two to five short sentences


@dataclass(frozen=True)
class Part:
    """One kind's share, in USD. `hint` says what to set where the cost is a guess."""

    kind: str
    vendor: str
    model: str
    cost: Decimal
    hint: str = ""


def of_story(num_scenes: int, *, language: str = "en", characters: int = SCENE_CHARACTERS) -> tuple[Part, ...]:
    """Text, pictures and narrations of so many scenes with so many characters each.

    A kind that no provider here makes in this language is left out.
    """
    chains = ((kind, providers.speaking(kind, language)) for kind in ("text", "image", "audio"))
    return tuple(_part(kind, chain[0], num_scenes, characters) for kind, chain in chains if chain)


def total(parts: tuple[Part, ...]) -> Decimal:
    return sum((part.cost for part in parts), Decimal(0))


def _part(kind: str, provider: Provider, num_scenes: int, characters: int) -> Part:
    costs = {
        "text": lambda: provider.estimate(num_scenes),
        "image": lambda: provider.estimate() * num_scenes,
        "audio": lambda: provider.estimate(characters) * num_scenes,
    }
    return Part(kind, provider.vendor, provider.model, Decimal(costs[kind]()), provider.price_hint)
