"""Input fields that take a value only as what it is: no "5" for 5, no 5 for "5"."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError as DjangoInvalid
from rest_framework import serializers
from rest_framework.fields import get_error_detail

from stories import limits

LANGUAGE_PATTERN = "^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?$"


class Text(serializers.CharField):
    """One line, trimmed; `lines=True` allows newlines and tabs."""

    def __init__(self, *, lines: bool = False, least: int = 0, most: int, **options: Any) -> None:
        wanted = f"Write {least} to {most:,} characters." if least else f"Write at most {most:,} characters."
        messages = dict.fromkeys(("invalid", "blank", "null", "min_length", "max_length"), wanted)
        refuse = limits.refuse_unreadable_lines if lines else limits.refuse_unreadable
        super().__init__(
            allow_blank=not least,
            max_length=most,
            min_length=least or None,
            error_messages={**messages, "required": f"This is missing. {wanted}"},
            validators=[refuse, *([limits.refuse_invisible] if least else [])],
            **options,
        )
        self.pattern = f"^[^{limits.CONTROLS}{'' if lines else limits.LINE_ENDS}]*$"  # for the schema

    def run_validation(self, data: Any = serializers.empty) -> Any:
        return super().run_validation(limits.tidy(data) if isinstance(data, str) else data)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data

    def run_validators(self, value: Any) -> None:
        """Says of one fault one thing: the first."""
        for validator in self.validators:
            try:
                validator(value)
            except DjangoInvalid as exc:
                raise serializers.ValidationError(get_error_detail(exc)) from exc


class WholeNumber(serializers.IntegerField):
    def __init__(self, *, least: int, most: int, **options: Any) -> None:
        wanted = f"Write a whole number from {least} to {most}, without quotation marks."
        codes = ("invalid", "null", "min_value", "max_value", "max_string_length")
        messages = dict.fromkeys(codes, wanted) | {"required": f"This is missing. {wanted}"}
        super().__init__(min_value=least, max_value=most, error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:  # bool is an int to isinstance
            self.fail("invalid")
        return data


class TrueOrFalse(serializers.BooleanField):
    def __init__(self, **options: Any) -> None:
        super().__init__(error_messages={"invalid": "Write true or false, without quotation marks."}, **options)

    def to_internal_value(self, data: Any) -> bool:
        if type(data) is not bool:
            self.fail("invalid", input=data)
        return data


class Identifier(serializers.UUIDField):
    def __init__(self, **options: Any) -> None:
        wanted = "Write a UUID such as 0b8c4a52-6d1f-4e3a-9f57-2c81d0e6a7b4."
        super().__init__(error_messages={"invalid": wanted}, **options)

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class LanguageTag(Text):
    def __init__(self, **options: Any) -> None:
        super().__init__(least=2, most=16, **options)
        self.pattern = LANGUAGE_PATTERN

    def to_internal_value(self, data: Any) -> str:
        return limits.language_tag(super().to_internal_value(data))


class Choice(serializers.ChoiceField):
    """`wanted` names the choices in a sentence; values are compared as what they are."""

    def __init__(self, *, choices: Any, wanted: str, **options: Any) -> None:
        messages = dict.fromkeys(("invalid_choice", "null"), wanted) | {"required": f"This is missing. {wanted}"}
        super().__init__(choices=choices, error_messages=messages, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid_choice", input=data)
        return super().to_internal_value(data)
