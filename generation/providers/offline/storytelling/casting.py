"""From what the prompt names to who plays in the book and where: hero, friend, an older head, a home, a world."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from generation.providers.base import Character
from generation.providers.offline.storytelling.christening import intro, name_for, noun_for, pronoun_for
from generation.providers.offline.storytelling.dice import Dice
from generation.providers.offline.storytelling.kinds import Being, Body, Place
from generation.providers.offline.storytelling.lexicon import (
    beings,
    bodies,
    place,
    thing_words,
    vocabulary,
    words,
    worlds,
)
from generation.providers.offline.storytelling.living import living, world_of
from generation.providers.offline.storytelling.looks import described
from generation.providers.offline.storytelling.reading import Reading, Somebody

_PERSON_WORLDS = ("meadow", "forest", "garden", "town", "seaside", "mountain")
_ANY_WORLD = ("forest", "meadow", "garden", "seaside", "mountain", "town", "jungle", "snow", "kingdom")
_CHILD = {"she": "girl", "he": "boy", "they": "child"}


@dataclass(frozen=True)
class Role:
    """Somebody who plays in the book. `intro` is how the text names them the first time."""

    being: Being
    name: str
    intro: str
    pronoun: str
    description: str
    adjectives: tuple[str, ...] = ()

    @property
    def body(self) -> Body:
        return bodies()[self.being.body]

    @property
    def character(self) -> Character:
        return Character(self.name, self.description)


@dataclass(frozen=True)
class Cast:
    """`others` are further beings of the prompt, by their nouns; `home` is the hero's.

    `stops` are the prompt's places on the way, `destination` is where the hero wants to go.
    """

    hero: Role
    friend: Role
    elder: Role
    others: tuple[str, ...]
    world: str
    home: Place
    destination: Place | None
    stops: tuple[Place, ...] = ()

    @property
    def roles(self) -> tuple[Role, ...]:
        return self.hero, self.friend, self.elder


def choose_cast(reading: Reading, dice: Dice) -> Cast:
    people = list(reading.people)
    world = _world(reading, people, dice)
    hero = people[0] if people else Somebody(_invented(world, reading, dice))
    without = f"{reading.phrases.get('missed', '')} {reading.phrases.get('deed', '')}".split()
    friend = people[1] if len(people) > 1 else _friend(hero, world, dice, without=without)
    elder = people[2] if len(people) > 2 else _elder((hero, friend), world, dice, without=without)
    roles: list[Role] = []
    for part, somebody in (("hero", hero), ("friend", friend), ("elder", elder)):
        roles.append(_role(part, somebody, reading, roles, dice))
    destination = reading.destination and replace(reading.destination, world=reading.destination.world or world)
    home = _home(roles[0].being, reading, world, dice)
    known = ("", home.name, destination.name if destination else "")
    return Cast(
        *roles,
        others=tuple(somebody.being.noun for somebody in people[3:8] if somebody.being),
        world=world,
        home=home,
        destination=destination,
        stops=tuple(stop for stop in reading.places if stop.name not in known),
    )


def _world(reading: Reading, people: Sequence[Somebody], dice: Dice) -> str:
    asked = [place.world for place in (reading.destination, *reading.places) if place]
    if people and people[0].being and people[0].being.body == "fins":
        return "seaside" if "seaside" in asked else "underwater"
    of_people = [somebody.being.world for somebody in people if somebody.being]
    of_weather = ["snow"] if reading.weather == "snow" else []
    found = (*asked, *of_people, *of_weather, *map(world_of, reading.things))
    known = [world for world in found if world]
    return known[0] if known else dice.pick("world", _PERSON_WORLDS if people else _ANY_WORLD)


def _invented(world: str, reading: Reading, dice: Dice) -> Being:
    """Somebody for a prompt that names nobody: now and then a child, mostly an animal."""
    if reading.phrases or dice.chance("a child", 30):
        children = (_CHILD[reading.pronoun],) if reading.pronoun else ("girl", "boy")
        return beings()[dice.pick("child", children)]
    return _being(dice.pick("invented", worlds()[world]["friends"]))


def _being(noun: str) -> Being:
    return beings().get(noun) or living(thing_words()[noun])


def _friend(hero: Somebody, world: str, dice: Dice, *, without: Sequence[str]) -> Somebody:
    if hero.many:
        return Somebody(hero.being)
    taken = {*without, hero.being.noun if hero.being else ""}
    other = [noun for noun in worlds()[world]["friends"] if noun not in taken]
    return Somebody(_being(dice.pick("friend", other)))


def _elder(taken: Sequence[Somebody], world: str, dice: Dice, *, without: Sequence[str]) -> Somebody:
    nouns = {*without, *(somebody.being.noun for somebody in taken if somebody.being)}
    if any(somebody.being and somebody.being.called for somebody in taken):  # one grandmother is enough
        nouns |= {"grandmother", "grandfather"}
    return Somebody(_being(dice.pick("elder", [noun for noun in worlds()[world]["elders"] if noun not in nouns])))


def _role(part: str, somebody: Somebody, reading: Reading, taken: Sequence[Role], dice: Dice) -> Role:
    throws = dice.of(part)
    hint = reading.pronoun if part == "hero" else ""
    being = somebody.being or beings()["child" if hint == "they" else noun_for(somebody.name, throws)]
    pronoun = pronoun_for(being, somebody.name, hint, throws)
    name = somebody.name or name_for(
        being, pronoun, {role.name for role in taken}, throws, is_old=part == "elder" and somebody not in reading.people
    )
    garment = reading.garment if part == "hero" else ""
    oddity = reading.phrases.get("oddity", "") if part == "hero" else ""
    if being.child and not being.world:
        being = beings()[_CHILD[pronoun]]
    others = [role.description for role in taken]
    description = described(
        being, pronoun, somebody.adjectives, garment=garment, oddity=oddity, taken=others, dice=throws
    )
    return Role(being, name, intro(being, name), pronoun, description, somebody.adjectives)


def _home(being: Being, reading: Reading, world: str, dice: Dice) -> Place:
    going = reading.destination.name if reading.destination else ""
    named = [where for where in reading.places if where.name not in ("", going) and where.world == world]
    if being.person:  # who is in the museum does not live there
        named = [where for where in named if where.name.split()[-1] not in words("visited")]
    if named:
        return named[0]
    if (
        being.noun in thing_words()
        and being.noun not in beings()
        and world not in ("space", "sky", "underwater", "home")
    ):
        return place(vocabulary()["at_home"][thing_words()[being.noun].kind], world)
    builds = being.person or being.body in ("toy", "wheels")
    return place(dice.pick("home", worlds()[world]["houses" if builds else "homes"]), world)
