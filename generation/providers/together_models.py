"""What each image model at Together takes and costs, autumn 2026: https://docs.together.ai/docs/serverless/models."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

SIZES = ((1024, 1024), (1344, 768), (768, 1344), (1248, 832), (832, 1248), (1184, 864), (864, 1184))
RATIOS = {"1:1": 1.0, "16:9": 16 / 9, "9:16": 9 / 16, "4:3": 4 / 3, "3:2": 3 / 2}


class Model(NamedTuple):
    """`size`: "any" (multiples of 16), "listed" (the seven documented ones), "ratio" (aspect_ratio) or "" (nothing).

    `reference`: the field that takes an earlier picture; `steps`, `seed`: whether it takes them.
    """

    size: str = "any"
    steps: bool = False
    seed: bool = True
    reference: str = ""


# By the beginning of the model's name in small letters, the first that fits. The last row is any other model.
MODELS = (
    ("black-forest-labs/flux.2-dev", Model(steps=True, reference="reference_images")),
    ("black-forest-labs/flux.2-flex", Model(steps=True, reference="reference_images")),
    ("black-forest-labs/flux.2-pro", Model(reference="reference_images")),
    ("black-forest-labs/flux.2", Model()),
    ("black-forest-labs/flux.1-kontext", Model("ratio", steps=True, reference="image_url")),
    ("black-forest-labs/", Model()),
    ("google/gemini-3-pro-image", Model("listed", seed=False, reference="reference_images")),
    ("google/flash-image-2.5", Model("listed", seed=False, reference="reference_images")),
    ("google/", Model("listed", seed=False)),
    ("openai/", Model("", seed=False)),
    ("stabilityai/", Model("listed", steps=True)),
    ("", Model("listed")),
)

# USD for a picture or, where the name ends in "/MP", for a megapixel (a million pixels).
PRICES: dict[str, Decimal | float] = {
    "black-forest-labs/FLUX.2-dev": 0.0154,
    "black-forest-labs/FLUX.2-pro": 0.03,
    "black-forest-labs/FLUX.2-flex": 0.03,
    "black-forest-labs/FLUX.2-max/MP": 0.07,
    "black-forest-labs/FLUX.1.1-pro/MP": 0.04,
    "black-forest-labs/FLUX.1-kontext-pro/MP": 0.04,
    "black-forest-labs/FLUX.1-kontext-max/MP": 0.08,
    "ByteDance-Seed/Seedream-3.0/MP": 0.018,
    "ByteDance-Seed/Seedream-4.0/MP": 0.03,
    "Qwen/Qwen-Image/MP": 0.0058,
    "Qwen/Qwen-Image-2.0": 0.035,
    "Qwen/Qwen-Image-2.0-Pro": 0.075,
    "google/flash-image-2.5": 0.039,
    "google/flash-image-3.1": 0.067,
    "google/gemini-3-pro-image": 0.134,
    "ideogram/ideogram-3.0/MP": 0.06,
    "ideogram/ideogram-4.0": 0.06,
    "openai/gpt-image-1.5": 0.034,
    "Rundiffusion/Juggernaut-Lightning-Flux/MP": 0.0017,
}
UNKNOWN_PRICE = Decimal("0.15")  # as much as a dear one, so that a budget still holds


def takes(model: str) -> Model:
    return next(row for name, row in MODELS if model.lower().startswith(name))


def size(kind: str, width: int, height: int) -> dict[str, int | str]:
    """The fields that ask for a picture of about this shape."""
    shape = width / height
    if kind == "ratio":
        return {"aspect_ratio": min(RATIOS, key=lambda name: abs(RATIOS[name] - shape))}
    if kind == "listed":
        width, height = min(SIZES, key=lambda listed: abs(listed[0] / listed[1] - shape))
    return {"width": _in_range(width), "height": _in_range(height)} if kind else {}


def is_priced(model: str, prices: Mapping[str, Decimal | float]) -> bool:
    table = PRICES | dict(prices)
    return model in table or f"{model}/MP" in table


def price(model: str, prices: Mapping[str, Decimal | float], width: int, height: int) -> Decimal:
    """USD for one picture. Prices of settings stand before ours."""
    table = PRICES | dict(prices)
    if model in table:
        return Decimal(str(table[model]))
    if f"{model}/MP" in table:
        return Decimal(str(table[f"{model}/MP"])) * width * height / 1_000_000
    return UNKNOWN_PRICE


def _in_range(pixels: int) -> int:
    """A multiple of 16 from 256 to 1920, which all free sizes are."""
    return min(1920, max(256, round(pixels / 16) * 16))
