"""What fills the slots of a plot's phrases in one book."""

from __future__ import annotations

from collections.abc import Mapping

from generation.providers.offline.storytelling.casting import Cast
from generation.providers.offline.storytelling.clauses import said_by
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Being
from generation.providers.offline.storytelling.lexicon import listed, phrases, vocabulary, words, worlds
from generation.providers.offline.storytelling.outline import Outline
from generation.providers.offline.storytelling.plotting import making, seeking
from generation.providers.offline.storytelling.scenery import far_away


def slots(chosen: Outline, dice: Dice) -> dict[str, str]:
    cast, plot, goal = chosen.cast, chosen.plot, chosen.goal
    world, far = worlds()[cast.world], far_away(cast, dice)
    hurdles = [hurdle for hurdle in world["hurdles"] if not (hurdle.startswith("~") and cast.hero.body.flies)]
    first, second = (dice.shuffled("hurdles", hurdles) * 2)[:2]
    return {
        "look": _look(cast, dice),
        "opening": dice.pick("opening", phrases()["openings"]),
        "goal": goal.noun,
        "a goal": goal.a,
        "the goal": goal.the,
        "seek": seeking(goal),
        "make": making(goal),
        "aim": plot.aim,
        "refrain": dice.pick("refrain", plot.refrain),
        "ran": dice.pick("ran", cast.hero.body.ran),
        "treat": dice.pick("treat", world["treats"]),
        "creature": creature(cast, dice),
        "at far": far.at,
        "to far": f"to {far.name}",
        "kinds": cast.hero.being.plural,
        **_loss(chosen.reading.phrases.get("gone", "light")),
        **_phrases({**plot.unsaid, **chosen.reading.phrases}),
        **_hurdle("", first),
        **_hurdle("other ", second),
    }


def _phrases(told: Mapping[str, str]) -> dict[str, str]:
    """The prompt's own words, as the text, the hero and the friend say them."""
    speakers = {"": "{his}", "my ": "my", "your ": "your"}
    return {
        f"{speaker}{slot}": said_by(own, phrase) if speaker else phrase
        for slot, phrase in told.items()
        for speaker, own in speakers.items()
    }


def _loss(gone: str) -> dict[str, str]:
    """How it comes back, what was lost."""
    losses = phrases()["losses"].values()
    found = next((loss for loss in losses if gone in loss["words"].split()), phrases()["losses"]["light"])
    return {"gone": gone, "sign": found["sign"], "in full": found["full"]}


def _look(cast: Cast, dice: Dice) -> str:
    """“curious little fox”: what the prompt says of the hero, else a kind word."""
    hero = cast.hero
    known = {
        group: [word for word in hero.adjectives if word in words(group)] for group in ("traits", "sizes", "colours")
    }
    trait = hero.being.manner or dice.pick("trait", listed(vocabulary()["looks"]["traits"]))
    size = "" if hero.being.adult or hero.being.noun in ("giant", "bear cub") else "little"
    traits, sizes = known["traits"][:1] or [trait], known["sizes"][:1] or [size]
    first = [*sizes, *traits] if traits[0] in ("old", "young", "invisible") else [*traits, *sizes]
    return " ".join(filter(None, [*first, *known["colours"][:1], _noun(hero.being)]))


def _noun(being: Being) -> str:
    """“A kind woman called Grandma”, who is no “grandma called Grandma”."""
    return {"she": "woman", "he": "man"}.get(being.gender, being.noun) if being.called else being.noun


def creature(cast: Cast, dice: Dice) -> str:
    """The noun of somebody small who is not in the cast."""
    taken = {role.being.noun for role in cast.roles}
    nouns = [text.split()[-1] for text in worlds()[cast.world]["crowd"]]
    return dice.pick("creature", [noun for noun in nouns if noun not in taken])


def _hurdle(which: str, text: str) -> dict[str, str]:
    hurdle, crossing, obstacle = text.lstrip("~").split("|")
    return {f"{which}hurdle": hurdle, f"{which}crossing": crossing, f"{which}obstacle": obstacle}
