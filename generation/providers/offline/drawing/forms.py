"""The one way a solid thing is painted: its colour, a soft light from the upper left, a drawn edge of the same hue."""

from .colour import darker
from .svg import path, stroke

VOLUME = (
    '<radialGradient id="volume" cx=".34" cy=".22" r=".95"><stop offset="0" stop-color="#fff6dc" stop-opacity=".3"/>'
    '<stop offset=".45" stop-color="#fff6dc" stop-opacity="0"/>'
    '<stop offset="1" stop-color="#33204a" stop-opacity=".3"/></radialGradient>'
)


def edge_of(colour: str) -> str:
    return darker(colour, 0.45)


def form(d: str, colour: str, edge: float = 0.9, volume: bool = True) -> str:
    """`edge` is the width of the drawn line in the units of the drawing; 0 leaves it out."""
    line = stroke(d, edge_of(colour), edge, stroke_opacity=0.6) if edge else ""
    return path(d, colour) + (path(d, "url(#volume)") if volume else "") + line


def round_form(x: float, y: float, rx: float, ry: float, colour: str, *, edge: float = 0.9) -> str:
    d = f"M{x - rx:.1f} {y:.1f}a{rx:.1f} {ry:.1f} 0 1 1 {2 * rx:.1f} 0a{rx:.1f} {ry:.1f} 0 1 1 {-2 * rx:.1f} 0Z"
    return form(d, colour, edge)
