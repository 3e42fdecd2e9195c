"""From SVG to pixels, and the raw materials of a painted surface: noise, warping, edges, borders."""

import io
import itertools
import re

import numpy as np
import resvg_py
from PIL import Image, ImageFilter

BANDS = 4

Pixels = np.ndarray
"""float32, (height, width, 3), 0 to 1."""


def rasterise(svg: str, width: int, height: int) -> Image.Image:
    """Draw in bands: the renderer holds the interpreter's lock, so other threads get their turn between two."""
    left, top, wide, tall = map(float, re.search(r'viewBox="([^"]+)"', svg)[1].split())
    page = Image.new("RGB", (width, height))
    edges = [round(height * i / BANDS) for i in range(BANDS + 1)]
    for start, end in itertools.pairwise(edges):
        window = f"{left} {top + tall * start / height:.4f} {wide} {tall * (end - start) / height:.4f}"
        view = f'viewBox="{window}" preserveAspectRatio="none"'
        band = resvg_py.svg_to_bytes(
            svg_string=re.sub(r'viewBox="[^"]+"', view, svg, count=1),
            width=width,
            height=end - start,
            skip_system_fonts=True,
        )
        page.paste(Image.open(io.BytesIO(band)).convert("RGB"), (0, start))
    return page


def to_pixels(image: Image.Image) -> Pixels:
    return np.asarray(image, dtype=np.float32) / 255


def to_image(pixels: Pixels) -> Image.Image:
    return Image.fromarray((np.clip(pixels, 0, 1) * 255 + 0.5).astype(np.uint8))


def noise(dice: np.random.Generator, size: tuple[int, int], cell: tuple[float, float]) -> np.ndarray:
    """Soft noise around 0 (deviation near 1) of size (width, height); `cell` is how wide and tall its clouds are."""
    width, height = size
    small = (max(int(width / cell[0]), 2), max(int(height / cell[1]), 2))
    grains = dice.standard_normal((small[1], small[0]), dtype=np.float32)
    return np.asarray(Image.fromarray(grains).resize(size, Image.Resampling.BICUBIC))


def warped(image: Image.Image, dice: np.random.Generator, reach: float, cell: int = 22) -> Image.Image:
    """Let every edge tremble a little, as a hand's does; the border stays where it is."""
    width, height = image.size
    columns, rows = width // cell, height // cell
    shift = dice.uniform(-reach, reach, (rows + 1, columns + 1, 2))
    shift[0, :, 1] = shift[-1, :, 1] = shift[:, 0, 0] = shift[:, -1, 0] = 0
    xs, ys = (
        np.linspace(0, width, columns + 1).round().astype(int),
        np.linspace(0, height, rows + 1).round().astype(int),
    )

    def corner(i: int, j: int) -> tuple[float, float]:
        return float(xs[i] + shift[j, i, 0]), float(ys[j] + shift[j, i, 1])

    mesh = []
    for j in range(rows):
        for i in range(columns):
            quad = (*corner(i, j), *corner(i, j + 1), *corner(i + 1, j + 1), *corner(i + 1, j))
            mesh.append(((int(xs[i]), int(ys[j]), int(xs[i + 1]), int(ys[j + 1])), quad))
    return image.transform(image.size, Image.Transform.MESH, mesh, Image.Resampling.BILINEAR)


def blurred(image: Image.Image, radius: float) -> Pixels:
    """A wide blur is made from a smaller picture: nobody sees it, and it takes a third of the time."""
    small = max(int(radius / 2), 1)
    soft = image.reduce(small).filter(ImageFilter.GaussianBlur(radius / small))
    return to_pixels(soft if small == 1 else soft.resize(image.size, Image.Resampling.BICUBIC))


def grey(pixels: Pixels) -> np.ndarray:
    return pixels @ np.array([0.299, 0.587, 0.114], dtype=np.float32)


def outlines(image: Image.Image, soft: float = 1.2) -> np.ndarray:
    """0 on flat colour, towards 1 where two colours meet."""
    pixels = blurred(image, soft)
    across = np.abs(np.roll(pixels, 1, 1) - np.roll(pixels, -1, 1)).max(axis=2)
    down = np.abs(np.roll(pixels, 1, 0) - np.roll(pixels, -1, 0)).max(axis=2)
    edge = np.maximum(across, down)
    edge[[0, 1, -2, -1], :] = 0
    edge[:, [0, 1, -2, -1]] = 0
    return edge


def vignette(size: tuple[int, int], strength: float) -> np.ndarray:
    width, height = size
    x, y = np.linspace(-1, 1, width, dtype=np.float32), np.linspace(-1, 1, height, dtype=np.float32)
    far = x[None, :] ** 2 * 0.55 + y[:, None] ** 2 * 0.45
    return (1 - strength * np.clip(far - 0.35, 0, 1) * 1.5)[..., None]


def paper(dice: np.random.Generator, size: tuple[int, int]) -> np.ndarray:
    """The tooth of rough paper, around 0."""
    return noise(dice, size, (2.2, 2.2)) * 0.6 + noise(dice, size, (7, 6)) * 0.4


def painted_border(dice: np.random.Generator, size: tuple[int, int], width: float) -> np.ndarray:
    """1 where the brush has been, 0 on the bare rim of the sheet; ragged in between."""
    columns, rows = size
    x, y = np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32)
    inside = np.minimum(np.minimum(x, columns - 1 - x)[None, :], np.minimum(y, rows - 1 - y)[:, None])
    ragged = inside - width + noise(dice, size, (46, 46)) * width * 0.3 + noise(dice, size, (5, 5)) * width * 0.12
    return np.clip(ragged / 3, 0, 1)[..., None]
