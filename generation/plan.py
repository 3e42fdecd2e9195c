"""The plan a text model answers with: its schema, and a parser that hands out each part the moment it is whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError

from generation.unfinished_json import BROKEN, END, Members
from stories.limits import BIDI_OVERRIDES

LONGEST_TEXT = 4000
LONGEST_WORDS = 1000  # of a description, of what a picture shows: each picture's prompt holds several of them
MOST_CHARACTERS = 12
KEPT_CONTROLS = "\n\t"


def _clean(value: Any) -> str:
    """A model's words are hostile input: no control characters (PostgreSQL refuses NUL), no novel in a field."""
    if not isinstance(value, str):
        return ""
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")  # joins halves of a pair, drops others
    return "".join(filter(_is_kept, whole)).strip()


def _is_kept(character: str) -> bool:
    if character in BIDI_OVERRIDES:
        return False
    return character in KEPT_CONTROLS or unicodedata.category(character) not in ("Cc", "Co")


def _folded(text: str) -> str:
    """Two texts that read aloud alike are the same."""
    return " ".join(text.split()).casefold()


def _filled(value: str) -> str:
    if not value:
        raise ValueError("empty")
    return value


def _names(value: Any) -> list[Any]:
    return [name for name in value if _clean(name)] if isinstance(value, list) else []


def _at_most(length: int) -> AfterValidator:
    return AfterValidator(lambda value: value[:length].rstrip())


Text = Annotated[str, BeforeValidator(_clean), AfterValidator(_filled), _at_most(LONGEST_TEXT)]
Words = Annotated[str, BeforeValidator(_clean), _at_most(LONGEST_WORDS)]
Filled = Annotated[Words, AfterValidator(_filled)]
Names = Annotated[list[Words], BeforeValidator(_names)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore", json_schema_extra={"additionalProperties": False})


Part = TypeVar("Part", bound=_Part)
NOTHING_BUT_WORDS = {"picture": "", "alt": "", "characters": []}  # a scene needs no more than its text


class PlannedCharacter(_Part):
    name: Filled
    description: Filled


class PlannedScene(_Part):
    text: Text
    picture: Words
    alt: Words
    characters: Names


class Plan(_Part):
    """The order of the fields is the order they are written in: what a picture needs comes before the first scene."""

    title: Words
    characters: list[PlannedCharacter]
    art_direction: Words
    scenes: list[PlannedScene]


class Bible(_Part):
    characters: list[PlannedCharacter]
    art_direction: Words = ""


def schema() -> dict[str, Any]:
    """The plan's JSON schema, strict: every property required, none besides."""
    return Plan.model_json_schema()


class Parser:
    """Feed it text as it arrives; it yields a Bible and then each PlannedScene, each as soon as it is complete.

    A model that describes its characters after the scenes gets a second Bible. A scene that was `told` already is left
    out: a model asked to go on may begin again. After a scene that cannot be read `is_torn` is true and no scene
    follows, for it would stand in the place of the one that is missing. `broken` counts what was no part of a plan.
    """

    def __init__(self, told: Iterable[str] = ()) -> None:
        self.scenes = self.broken = 0
        self.is_torn = False
        self._members = Members()
        self._texts = set(map(_folded, told))
        self._characters: list[PlannedCharacter] = []
        self._art_direction = ""
        self._told: Bible | None = None

    def feed(self, piece: str) -> Iterator[Bible | PlannedScene]:
        for key, value in self._members.feed(piece):
            yield from self._part(key, value)

    def _part(self, key: str, value: Any) -> Iterator[Bible | PlannedScene]:
        if key == "scenes" and value is not END:
            yield from self._scene(value)
        elif key == "characters" and value is not END:
            self._characters = [*self._characters, *self._valid(PlannedCharacter, value)][:MOST_CHARACTERS]
        elif key == "art_direction":
            self._art_direction = _clean(value)
        elif value is BROKEN:
            self.broken += 1
        if self._told and key != "scenes":
            yield from self._bible_if_new()

    def _scene(self, value: Any) -> Iterator[PlannedScene]:
        valid = self._valid(PlannedScene, {**NOTHING_BUT_WORDS, **value} if isinstance(value, dict) else value)
        self.is_torn = self.is_torn or not valid
        for scene in valid:
            if not self.is_torn and _folded(scene.text) not in self._texts:
                self._texts.add(_folded(scene.text))
                self.scenes += 1
                yield from self._bible_if_new()
                yield scene

    def _valid(self, model: type[Part], value: Any) -> list[Part]:
        """The part, or nothing where it is not one."""
        try:
            return [model.model_validate(value)]
        except ValidationError:
            self.broken += 1
            return []

    def _bible_if_new(self) -> Iterator[Bible]:
        bible = Bible(characters=self._characters, art_direction=self._art_direction)
        if bible != self._told:
            self._told = bible
            yield bible
