"""manage.py estimate --scenes 10 [--characters 300] [--language en]"""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from decimal import Decimal

from django.conf import settings
from django.core.management.base import BaseCommand

from generation import estimate


class Command(BaseCommand):
    help = "Say what a story will cost with the providers set up here. Nothing is made and no vendor is asked."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scenes", type=_count, default=5, help="how many scenes (default: %(default)s)")
        parser.add_argument(
            "--characters",
            type=_count,
            default=estimate.SCENE_CHARACTERS,
            help="how many characters are read aloud in a scene (default: %(default)s)",
        )
        parser.add_argument("--language", default="en", help="the story's language (default: %(default)s)")

    def handle(self, *, scenes: int, characters: int, language: str, **options: object) -> None:
        parts = estimate.of_story(scenes, language=language, characters=characters)
        for part in parts:
            self.stdout.write(f"{part.kind:<6} {_dollars(part.cost)}  {part.vendor} {part.model}".rstrip())
        total = estimate.total(parts)
        self.stdout.write(f"{'total':<6} {_dollars(total)}  for {scenes} scene{'s' * (scenes != 1)}")
        for part in parts:
            if part.hint:
                self.stdout.write(part.hint)
        if settings.BUDGET_PER_STORY is not None and total > settings.BUDGET_PER_STORY:
            self.stdout.write("This is more than BUDGET_PER_STORY: the story would be left with gaps.")


def _count(written: str) -> int:
    if not written.isdecimal() or int(written) < 1:
        raise ArgumentTypeError(f"{written} is no whole number from 1 on.")
    return int(written)


def _dollars(amount: Decimal) -> str:
    return f"${amount:.4f}".rjust(10)
