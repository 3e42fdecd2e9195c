"""Names and pronouns for those who were given none."""

from __future__ import annotations

from collections.abc import Sequence, Set

from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import names, words
from generation.providers.offline.storytelling.words import title_case


def noun_for(name: str, dice: Dice) -> str:
    """“girl” or “boy” for somebody of whom the prompt says only a name."""
    if name in names("known_she"):
        return "girl"
    if name in names("known_he"):
        return "boy"
    return "girl" if name.endswith(("a", "e", "i")) else dice.pick("child", ("girl", "boy"))


def pronoun_for(being: Being, name: str, hint: str, dice: Dice) -> str:
    if being.gender or hint:
        return being.gender or hint
    if name in names("known_she") or name in names("known_he"):
        return "she" if name in names("known_she") else "he"
    return "she" if name.endswith("a") else dice.pick("pronoun", ("she", "he"))


def name_for(being: Being, pronoun: str, taken: Set[str], dice: Dice, *, is_old: bool) -> str:
    if being.called and being.called not in taken:
        return being.called
    if is_old and not being.person:
        return f"Old {title_case(being.noun)}"
    return dice.pick("name", _unlike(taken, _names_for(being, pronoun)))


def _unlike(taken: Set[str], names_known: Sequence[str]) -> list[str]:
    """Nobody is called Hana beside Hanna."""
    return [name for name in names_known if not any(name[:3] == other[:3] for other in taken)]


def _names_for(being: Being, pronoun: str) -> tuple[str, ...]:
    if being.person:
        return _of(pronoun, "child_")
    if being.noun in ("robot", "alien", "rocket", "spaceship") or being.body == "wheels":
        return names("robots")
    return names("dragons") if being.noun == "dragon" else _of(pronoun)


def _of(pronoun: str, kind: str = "") -> tuple[str, ...]:
    groups = ("she", "he") if pronoun == "they" else (pronoun,)
    return tuple(name for group in groups for name in names(f"{kind}{group}"))


def intro(being: Being, name: str) -> str:
    """How the text names somebody the first time: “Biscuit the bear”, “Princess Ada”, “little Emma”."""
    if name == being.called or name.startswith("Old "):
        return name
    if being.noun in words("titles"):
        return f"{being.noun.capitalize()} {name}"
    return f"little {name}" if being.child and not being.world else f"{name} the {being.noun}"
