"""Eyes, brows, cheeks and mouth: what somebody feels. Around the middle of a head some 50 units wide."""

from dataclasses import dataclass

from .colour import darker
from .svg import circle, group, oval, path, stroke

MOODS = (
    *("happy", "joyful", "proud", "gentle", "curious", "determined"),
    *("worried", "sad", "weeping", "surprised", "asleep"),
)


@dataclass(frozen=True)
class Face:
    """`turn` 0 looks at the reader, 1 to the side; `nod` below 0 looks up."""

    mood: str = "happy"
    turn: float = 0.3
    nod: float = 0.0


INK = "#2c2333"
_CLOSED = {"asleep": 1, "proud": -1, "joyful": -1}


def _open_eye(x: float, y: float, r: float, colour: str, look: tuple[float, float], *, white: bool) -> str:
    parts = []
    if white:
        parts.append(circle(x, y, r * 1.5, "#fffaf0", stroke="#5b4a55", stroke_width=0.5, stroke_opacity=0.5))
    x, y = x + look[0], y + look[1]
    parts += [oval(x, y, r * 0.86, r * 1.08, colour), circle(x - r * 0.26, y - r * 0.4, r * 0.36, "#fffdf6")]
    return "".join([*parts, circle(x + r * 0.32, y + r * 0.44, r * 0.17, "#fffdf6", fill_opacity=0.8)])


def _closed_eye(x: float, y: float, r: float, way: int) -> str:
    lid = stroke(f"M{x - r:.1f} {y:.1f}q{r:.1f} {r * 1.25 * way:.1f} {2 * r:.1f} 0", INK, 1.5)
    lashes = f"M{x - r:.1f} {y:.1f}l-1.6 1.2M{x + r:.1f} {y:.1f}l1.6 1.2" if way > 0 else ""
    return lid + (stroke(lashes, INK, 1) if lashes else "")


def eyes(face: Face, gap: float = 10.5, y: float = 1, r: float = 3.9, colour: str = INK, *, white: bool = False) -> str:
    """`gap` is from the middle to each eye."""
    middle, y = face.turn * 5, y + face.nod * 0.8
    look = (face.turn * (1.6 if white else 0.5), face.nod * (0.4 if white else 0.1))
    drawn = []
    for side in (-1, 1):
        x = middle + side * gap * (1 - face.turn * 0.16 * (side > 0))
        if face.mood in _CLOSED:
            drawn.append(_closed_eye(x, y + 0.5, r * 1.02, _CLOSED[face.mood]))
            continue
        size = r * {"surprised": 1.28, "worried": 1.05, "determined": 0.95}.get(face.mood, 1)
        drawn.append(_open_eye(x, y, size, colour, look, white=white))
    return "".join(drawn) + brows(face, gap, y - r * 1.9, middle)


def brows(face: Face, gap: float, y: float, middle: float) -> str:
    slants = {
        "worried": (-2.6, 0),
        "sad": (-2.8, 0),
        "weeping": (-2.8, 0),
        "determined": (0.3, -0.8),
        "surprised": (0, -1.8),
        "curious": (0, -1.4),
    }
    if face.mood not in slants:
        return ""
    slant, lift = slants[face.mood]
    left = f"M{middle - gap - 3.2:.1f} {y + lift - slant / 2:.1f}q2.8 -1.6 6.2 {slant:.1f}"
    raised = lift - (2.2 if face.mood == "curious" else 0)
    right = f"M{middle + gap + 3.2:.1f} {y + raised - slant / 2:.1f}q-2.8 -1.6 -6.2 {slant:.1f}"
    return stroke(left + right, INK, 1.3, stroke_opacity=0.8)


def cheeks(face: Face, gap: float = 16, y: float = 9, colour: str = "#ee7f7a", strength: float = 0.36) -> str:
    y += face.nod * 0.5
    near = oval(face.turn * 4 - gap, y, 4.4, 3.1, colour, fill_opacity=strength)
    return near + oval(
        face.turn * 4 + gap * (1 - face.turn * 0.12), y, 4.4 - face.turn, 3.1, colour, fill_opacity=strength
    )


def mouth(face: Face, y: float = 12, width: float = 5, turn: float = 8) -> str:
    x, y, w = face.turn * turn, y + face.nod * 0.7, width
    if face.mood == "joyful":
        open_mouth = path(
            (
                f"M{x - w:.1f} {y - 1:.1f}q{w:.1f} 2 {2 * w:.1f} 0"
                f"q-.6 {w * 1.5:.1f} -{w:.1f} {w * 1.5:.1f}t-{w:.1f} -{w * 1.5:.1f}Z"
            ),
            "#7a2f3c",
        )
        return open_mouth + oval(x, y + w * 0.95, w * 0.5, w * 0.3, "#ee8d8b")
    if face.mood == "surprised":
        return oval(x, y + 1.2, w * 0.42, w * 0.48, "#7a2f3c")
    if face.mood in ("worried", "sad", "weeping"):
        return stroke(f"M{x - w * 0.7:.1f} {y + 1.8:.1f}q{w * 0.7:.1f} -3.4 {w * 1.4:.1f} 0", INK, 1.3)
    if face.mood == "curious":
        return stroke(f"M{x - w * 0.7:.1f} {y:.1f}q{w * 0.8:.1f} 1.6 {w * 1.5:.1f} -.7", INK, 1.3)
    deep = {"happy": 4.4, "determined": 2.6, "proud": 4.8, "gentle": 3.2, "asleep": 2.4}.get(face.mood, 3.6)
    return stroke(f"M{x - w * 0.9:.1f} {y - 0.6:.1f}q{w * 0.9:.1f} {deep:.1f} {w * 1.8:.1f} 0", INK, 1.3)


def nose(face: Face, y: float, r: float, colour: str, turn: float = 9) -> str:
    x, y = face.turn * turn, y + face.nod
    return oval(x, y, r * 1.25, r, colour) + oval(
        x - r * 0.4, y - r * 0.36, r * 0.4, r * 0.24, "#fff", fill_opacity=0.65
    )


def tear(face: Face) -> str:
    if face.mood != "weeping":
        return ""
    return group(path("M0 -3C2 0 2.4 3 0 3S-2 0 0 -3Z", "#8fd0ee"), move=(face.turn * 5 - 13, 9))


def whiskers(face: Face, colour: str, y: float = 9) -> str:
    x, y = face.turn * 6, y + face.nod
    lines = "".join(
        f"M{x + side * 11:.1f} {y + dy:.1f}q{side * 7} {dy * 0.2 - 1:.1f} {side * 15} {dy * 0.7 - 1:.1f}"
        for side in (-1, 1)
        for dy in (-1.5, 1.5)
    )
    return stroke(lines, darker(colour, 0.5), 0.6, stroke_opacity=0.7)
