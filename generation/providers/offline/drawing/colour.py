"""Colours by name, and mixing them. A colour is '#rrggbb' everywhere."""

import colorsys

# Gouache, not screen colours: each a little broken, so that they live together on one page.
PAINTS = {
    "red": "#d6453a", "scarlet": "#d6392f", "crimson": "#b8324a", "ruby": "#b92d45", "maroon": "#8c3440", "orange":
    "#ec8435", "amber": "#e79a33", "peach": "#f4b48f", "apricot": "#f2a876", "coral": "#ee7a66", "yellow":
    "#f4c23f", "golden": "#e3ab45", "gold": "#e6b23e", "lemon": "#f3db62", "mustard": "#d9a334", "green": "#4f9b58",
    "emerald": "#2f9a6b", "mint": "#9ad9bb", "lime": "#9ac746", "olive": "#8b8f45", "sage": "#9db58f", "teal":
    "#2f8f92", "turquoise": "#3fb3ac", "aqua": "#5ec1c4", "cyan": "#55bfd3", "blue": "#3f78bb", "navy": "#2c4478",
    "indigo": "#4b4c9c", "azure": "#4f9ad6", "sapphire": "#2f62b0", "purple": "#7d59a8", "violet": "#8460b4",
    "lavender": "#b7a3dc", "lilac": "#c1a5d8", "plum": "#7c4672", "magenta": "#c2478f", "pink": "#ee8fab", "rose":
    "#e5798f", "rosy": "#e88b96", "brown": "#8a5a3a", "chestnut": "#8c4b2c", "chocolate": "#6b4430", "tan":
    "#c99d6b", "beige": "#dfc9a4", "caramel": "#bf8144", "cream": "#f5e6c8", "ivory": "#f6edd8", "sandy": "#dcb986",
    "ginger": "#d97f3a", "copper": "#c0713f", "rusty": "#b85c33", "white": "#f8f3e8", "snowy": "#f4f5f4", "silver":
    "#c3cbd3", "silvery": "#c3cbd3", "grey": "#8f979f", "gray": "#8f979f", "charcoal": "#4c5058", "black":
    "#3b3a46", "dark": "#4d4450", "rainbow": "#e86a8a", "fair": "#e3bd68", "blond": "#e3bd68", "blonde": "#e3bd68",
}  # fmt: skip

# What people mean by these words when they speak of fur.
COATS = PAINTS | {
    "red": "#cc5b2c", "orange": "#e58a3d", "yellow": "#ecc25a", "golden": "#dfaa4c", "gold": "#dfaa4c", "green":
    "#6fae58", "blue": "#5b93c7", "purple": "#9a78bd", "pink": "#f0a5b4", "brown": "#94643f", "black": "#45434f",
    "dark": "#5a4a48",
}  # fmt: skip


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _written(channels) -> str:
    return "#" + "".join(f"{round(min(max(c, 0), 255)):02x}" for c in channels)


def mix(one: str, other: str, share: float) -> str:
    """`share` of the other colour in the one."""
    return _written(a + (b - a) * share for a, b in zip(_channels(one), _channels(other), strict=True))


def multiply(one: str, other: str) -> str:
    return _written(a * b / 255 for a, b in zip(_channels(one), _channels(other), strict=True))


def lighter(colour: str, share: float = 0.2) -> str:
    return mix(colour, "#fff6e6", share)


def darker(colour: str, share: float = 0.2) -> str:
    """Towards a warm violet shade rather than black: shadows in a painting have a colour."""
    return mix(colour, "#2a1f3d", share)


def shifted(colour: str, hue: float = 0, saturation: float = 1, value: float = 1) -> str:
    """`hue` in turns; the others are factors."""
    h, s, v = colorsys.rgb_to_hsv(*(c / 255 for c in _channels(colour)))
    return _written(c * 255 for c in colorsys.hsv_to_rgb((h + hue) % 1, min(s * saturation, 1), min(v * value, 1)))


def _hsv(colour: str) -> tuple[float, float, float]:
    return colorsys.rgb_to_hsv(*(c / 255 for c in _channels(colour)))


def is_colourful(colour: str) -> bool:
    return _hsv(colour)[1] > 0.25


def hue_between(one: str, other: str) -> float:
    """How far, in turns, the one's hue is from the other's; 0 where one of them is grey."""
    return _hsv(other)[0] - _hsv(one)[0] if is_colourful(one) and is_colourful(other) else 0
