"""The hand that paints the page: each technique turns the flat drawing into a surface."""

import numpy as np
from PIL import Image

from .pixels import Pixels, blurred, grey, noise, outlines, painted_border, paper, to_image, to_pixels, vignette, warped

Dice = np.random.Generator
CREAM = np.array([0.985, 0.965, 0.925], dtype=np.float32)
INK = np.array([0.16, 0.13, 0.16], dtype=np.float32)


def saturated(pixels: Pixels, factor: float) -> Pixels:
    light = grey(pixels)[..., None]
    return light + (pixels - light) * factor


def _inked(pixels: Pixels, line: np.ndarray, colour: np.ndarray = INK) -> Pixels:
    line = line[..., None]
    return pixels * (1 - line) + colour * line


def gouache(image: Image.Image, dice: Dice) -> Image.Image:
    """Opaque paint with the marks of a soft flat brush, on toothed paper."""
    image = warped(image, dice, 1.3)
    pixels = to_pixels(image)
    pixels = pixels + (pixels - blurred(image, 7)) * 0.2
    brush = (
        noise(dice, image.size, (60, 9)) * 0.007
        + noise(dice, image.size, (20, 15)) * 0.011
        + noise(dice, image.size, (160, 120)) * 0.016
    )
    pixels = pixels * (1 + (brush + paper(dice, image.size) * 0.02)[..., None])
    return to_image(pixels * np.array([1.0, 0.994, 0.975], dtype=np.float32) * vignette(image.size, 0.16))


def watercolour(image: Image.Image, dice: Dice) -> Image.Image:
    """Thin washes: pigment gathers at the edges and in the paper's hollows, and blooms in between."""
    image = warped(warped(image, dice, 2.6, 17), dice, 7, 74)
    soft = blurred(image, 2.4)
    pixels = to_pixels(image) * 0.45 + soft * 0.55
    gathered = np.abs(soft - blurred(image, 9)).max(axis=2)
    wash = (
        0.8
        + noise(dice, image.size, (120, 110)) * 0.1
        + noise(dice, image.size, (34, 30)) * 0.05
        + noise(dice, image.size, (3, 3)) * 0.035
    )
    wash = 0.85 + (wash - 0.85) * (0.35 + 0.65 * grey(soft))
    depth = np.clip(wash + gathered * 1.3 + paper(dice, image.size) * 0.05, 0.3, 1.25)[..., None]
    pixels = CREAM - (CREAM - saturated(pixels, 1.12)) * depth
    border = painted_border(dice, image.size, 26)
    rim = np.clip(border * (1 - border) * 4, 0, 1) * 0.2
    return to_image(
        (CREAM * (1 - border) + pixels * border) * (1 - rim) * (1 + paper(dice, image.size)[..., None] * 0.014)
    )


def _hatching(dice: Dice, size: tuple[int, int]) -> np.ndarray:
    """Strokes from lower left to upper right: noise drawn long and thin, then sheared."""
    width, height = size
    wide = Image.fromarray(
        noise(dice, (width + height, height), (70, 2.6)) + noise(dice, (width + height, height), (30, 1.6)) * 0.6
    )
    return np.asarray(
        wide.transform(size, Image.Transform.AFFINE, (1, 0.9, 0, -0.55, 1, height * 0.35), Image.Resampling.BILINEAR)
    )


def crayon(image: Image.Image, dice: Dice) -> Image.Image:
    """Wax on rough paper, the white showing through, everything outlined in a darker stick."""
    image = warped(image, dice, 2.4, 20)
    pixels = saturated(blurred(image, 1.2), 1.15)
    cover = np.clip(0.83 + _hatching(dice, image.size) * 0.11 + paper(dice, image.size) * 0.18, 0.4, 1)[..., None]
    pixels = CREAM * (1 - cover) + pixels * cover
    line = np.clip(outlines(image) * 3.4 - 0.2, 0, 1) * np.clip(0.72 + paper(dice, image.size) * 0.4, 0.1, 1)
    border = painted_border(dice, image.size, 22)
    return to_image(
        CREAM * (1 - border) + _inked(pixels, line * 0.62, np.array([0.3, 0.2, 0.2], dtype=np.float32)) * border
    )


def pencil(image: Image.Image, dice: Dice) -> Image.Image:
    """Graphite with a breath of colour."""
    image = warped(image, dice, 2.0, 20)
    pixels = saturated(blurred(image, 1.4), 0.42) * 0.6 + 0.42
    tone = np.clip((0.62 - grey(blurred(image, 1))) * 1.1, 0, 0.7) * np.clip(
        0.75 + _hatching(dice, image.size) * 0.5, 0, 1
    )
    line = np.clip(outlines(image) * 4 - 0.16, 0, 1) * np.clip(0.75 + paper(dice, image.size) * 0.35, 0.15, 1)
    border = painted_border(dice, image.size, 24)
    drawn = _inked(_inked(pixels, tone * 0.75), line * 0.85)
    return to_image((CREAM * (1 - border) + drawn * border) * (1 + paper(dice, image.size)[..., None] * 0.02))


def cutout(image: Image.Image, dice: Dice) -> Image.Image:
    """Flat sheets of coloured paper, each lying a little above the next."""
    flat = image.quantize(44, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    flat = warped(flat, dice, 1.6, 30)
    light = grey(blurred(flat, 0.8))
    relief = light - np.roll(light, (3, 3), (0, 1))
    drop = np.clip(np.roll(light, (7, 6), (0, 1)) - light, 0, 0.5)
    fibre = (
        noise(dice, image.size, (3, 14)) * 0.014
        + noise(dice, image.size, (16, 3)) * 0.012
        + paper(dice, image.size) * 0.022
    )
    pixels = to_pixels(flat) * (1 + (fibre + np.clip(relief, -0.16, 0.16) * 0.7 - drop * 0.12)[..., None])
    return to_image(pixels * vignette(image.size, 0.12))


def pixel(image: Image.Image, dice: Dice) -> Image.Image:
    width, height = image.size
    block = max(round(width / 200), 3)
    small = to_image(saturated(to_pixels(image.resize((width // block, height // block), Image.Resampling.BOX)), 1.2))
    few = small.quantize(40, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return few.resize((width, height), Image.Resampling.NEAREST)


def woodcut(image: Image.Image, dice: Dice) -> Image.Image:
    """Black lines cut along the form, thicker where it is darker, on old paper."""
    image = warped(image, dice, 1.5)
    width, height = image.size
    light = grey(blurred(image, 1.6))
    dark, bright = np.percentile(light, (2, 97))
    light = np.clip((light - dark) / max(bright - dark, 0.05), 0, 1) ** 0.72
    rows = np.arange(height, dtype=np.float32)[:, None] + noise(dice, image.size, (210, 130)) * 12 + light * 9
    wave = 0.5 + 0.5 * np.sin(rows * (2 * np.pi / 6.4) * (1184 / width) ** 0.5)
    cut = np.clip((wave * 0.86 + 0.07 - light) * 5, 0, 1)
    line = np.clip(outlines(image, 1.0) * 6 - 0.4, 0, 1)
    border = painted_border(dice, image.size, 24)[..., 0]
    return to_image(
        _inked(np.broadcast_to(CREAM * 0.98, (height, width, 3)), np.maximum(cut, line) * border)
        * (1 + paper(dice, image.size)[..., None] * 0.02)
    )


def ink(image: Image.Image, dice: Dice) -> Image.Image:
    """A pen drawing under grey washes."""
    image = warped(image, dice, 1.8)
    light = np.clip(grey(blurred(image, 3)) + noise(dice, image.size, (90, 80)) * 0.04, 0, 1)
    wash = np.round(light * 5) / 5 * 0.7 + light * 0.3
    line = np.clip(outlines(image, 1.0) * 6 - 0.35, 0, 1)
    border = painted_border(dice, image.size, 24)
    sheet = CREAM * (1 - border) + CREAM * (0.16 + 0.84 * wash[..., None]) * border
    return to_image(_inked(sheet, line * border[..., 0] * 0.92) * (1 + paper(dice, image.size)[..., None] * 0.02))


def pastel(image: Image.Image, dice: Dice) -> Image.Image:
    """Chalk: pale, soft, dusty."""
    image = warped(image, dice, 2.2, 16)
    pixels = saturated(blurred(image, 1.5), 0.92) * 0.76 + np.array([0.235, 0.225, 0.215], dtype=np.float32)
    dust = np.clip(0.9 + paper(dice, image.size) * 0.16 + _hatching(dice, image.size) * 0.06, 0.3, 1)[..., None]
    return to_image(CREAM * (1 - dust) + pixels * dust)


def cartoon(image: Image.Image, dice: Dice) -> Image.Image:
    """Clear colour and a firm dark line."""
    pixels = saturated(to_pixels(image), 1.25) * 1.04
    return to_image(_inked(pixels, np.clip(outlines(image, 1.6) * 4.2 - 0.5, 0, 0.9)))


def comic(image: Image.Image, dice: Dice) -> Image.Image:
    """Printed: strong lines, dots in the shadows, a white gutter around the panel."""
    width, height = image.size
    pixels = saturated(np.round(to_pixels(image) * 12) / 12, 1.35)
    x, y = np.arange(width, dtype=np.float32)[None, :], np.arange(height, dtype=np.float32)[:, None]
    dots = np.sin((x + y) * 0.63) * np.sin((x - y) * 0.63)
    pixels = pixels * (1 - 0.2 * (dots > grey(pixels) * 1.9 - 0.75))[..., None]
    pixels = _inked(pixels, np.clip(outlines(image, 1.5) * 6 - 0.55, 0, 1))
    gap = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y))[..., None]
    return to_image(np.where(gap < 18, 0.985, np.where(gap < 23, 0.1, pixels)))


def neon(image: Image.Image, dice: Dice) -> Image.Image:
    """Dark, with colours that shine."""
    deep = np.clip(saturated(to_pixels(image), 1.7), 0, 1) ** 1.7 * np.array([0.9, 0.78, 1.12], dtype=np.float32)
    dark = to_image(deep * min(0.26 / max(float(deep.mean()), 0.01), 1))
    bloom = blurred(dark, 14)
    line = np.clip(outlines(image, 1.3) * 3 - 0.2, 0, 1)[..., None]
    pixels = to_pixels(dark) + bloom * 0.55 + line * (0.25 + saturated(blurred(image, 5), 2.2)) * 0.55
    return to_image(pixels)


def sepia(image: Image.Image, dice: Dice) -> Image.Image:
    painted = to_pixels(gouache(image, dice))
    tone = grey(painted)[..., None] * np.array([1.06, 0.95, 0.76], dtype=np.float32)
    return to_image((tone * 0.78 + painted * 0.22) * vignette(image.size, 0.3))
