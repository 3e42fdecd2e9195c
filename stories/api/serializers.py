"""What the API accepts. What it answers with is in `answers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from stories import limits
from stories.api.fields import Choice, Identifier, LanguageTag, Text, TrueOrFalse, WholeNumber
from stories.models import Kind, Status

STATUS_WANTED = f"Write one of {', '.join(Status.values)}."
KIND_WANTED = f"Write {' or '.join(Kind.values)}."
LIMIT_WANTED = "Write a whole number from 1 to 100."
LONGEST_NAME_SHOWN = 60


class Strict(serializers.Serializer):
    """Refuses fields it does not know, by name, together with whatever else is wrong."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        errors = self._unknown(data)
        try:
            values = super().to_internal_value(data)
        except serializers.ValidationError as exc:
            errors = {**exc.detail, **errors}
        if errors:
            raise serializers.ValidationError(errors)
        return values

    def acceptable(self, name: str) -> Any:
        """This field's value as it was sent, or None when it was wrong."""
        return self.initial_data.get(name) if self.errors.get(name) is None else None

    def _unknown(self, data: Any) -> dict[str, list[ErrorDetail]]:
        if not isinstance(data, Mapping):
            return {}
        known = f"Leave this out; the fields are {', '.join(self.fields)}."
        names = [name for name in data if name not in self.fields]
        return {_shown(name): [ErrorDetail(known, code="unknown_field")] for name in names}


def _shown(name: str) -> str:
    """A stranger's field name, safe to print and not endless."""
    return name.encode("ascii", "backslashreplace").decode()[:LONGEST_NAME_SHOWN]


class Change(Strict):
    """A partial change; an empty one is refused."""

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        if not values:
            wanted = f"Send at least one of {', '.join(self.fields)}."
            raise serializers.ValidationError(wanted, code="empty")
        return values


class NewStory(Strict):
    """What a story is to be."""

    title = Text(least=1, most=limits.TITLE)
    prompt = Text(least=1, most=limits.PROMPT, lines=True)
    style = Text(most=limits.STYLE, required=False, allow_null=True)
    num_scenes = WholeNumber(least=1, most=limits.SCENES)
    user_id = Identifier(required=False, allow_null=True)
    language = LanguageTag(required=False, allow_null=True, help_text="A BCP 47 tag such as en, de or pt-BR.")
    estimate = TrueOrFalse(
        required=False, allow_null=True, help_text="true: answer what the story will cost, and make nothing."
    )

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        values = super().to_internal_value(data)
        return {name: value for name, value in values.items() if value is not None}  # null says: as if left out


class StoryChange(Change):
    """A new title, a new status, or both."""

    title = Text(least=1, most=limits.TITLE, required=False)
    status = Choice(
        choices=Status.choices,
        wanted=STATUS_WANTED,
        required=False,
        help_text="FAILED cancels what is being made, and a book that was whole before is COMPLETE again; "
        "PENDING makes again what is missing.",
    )


class SceneChange(Change):
    """New words; those left out stay."""

    text = Text(least=1, most=limits.TEXT, lines=True, required=False)
    picture = Text(most=limits.PICTURE, lines=True, required=False, help_text="What the picture shows.")
    alt = Text(most=limits.ALT, required=False, help_text="The same for readers who cannot see it.")


class Remake(Strict):
    """What to make again."""

    kind = Choice(choices=Kind.choices, wanted=KIND_WANTED)


class Filters(serializers.Serializer):
    """The list's query parameters."""

    status = Choice(choices=Status.choices, wanted=STATUS_WANTED, required=False)
    user_id = Identifier(required=False)
    limit = serializers.RegexField(
        r"^([1-9]\d?|100)$", required=False, error_messages=dict.fromkeys(("invalid", "blank"), LIMIT_WANTED)
    )
