"""Where every choice in a drawing comes from: the same words throw the same dice."""

from random import Random


def dice(*seeds: object) -> Random:
    return Random("|".join(map(str, seeds)))  # noqa: S311 - draws pictures, guards nothing
