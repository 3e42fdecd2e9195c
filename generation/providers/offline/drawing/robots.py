"""Robots: a head with a screen, a body with a heart; arms and legs are the beasts'."""

from .colour import darker
from .face import Face, cheeks
from .forms import form, round_form
from .looks import Looks
from .svg import box, circle, stroke


def robot_head(looks: Looks, face: Face) -> str:
    metal, x = looks.fur, face.turn * 4
    aerial = stroke("M0 -20V-32", darker(metal, 0.4), 2.2) + round_form(0, -35, 4.4, 4.4, looks.accent)
    ears = "".join(box(s * 27 - 3.5, -6, 7, 13, darker(metal, 0.25), r=2.5) for s in (-1, 1))
    shell = "M-18 -20H18Q26 -20 26 -12V12Q26 20 18 20H-18Q-26 20 -26 12V-12Q-26 -20 -18 -20Z"
    screen = box(x - 20, -13, 40, 27, "#2f4450", r=9)
    glowing = {"happy": "#9be8df", "joyful": "#ffe08a"}.get(face.mood, "#a7e3ea")
    lights = "".join(
        circle(x + s * 9.5, -1.5 + face.nod * 0.6, 4.4 if face.mood != "surprised" else 5.4, glowing) for s in (-1, 1)
    )
    if face.mood in ("asleep", "joyful", "proud"):
        way = 4 if face.mood == "asleep" else -5
        lights = "".join(stroke(f"M{x + s * 9.5 - 4.4} -1q4.4 {way} 8.8 0", glowing, 2.4) for s in (-1, 1))
    curve = {"worried": -4, "sad": -4, "surprised": 0}.get(face.mood, 5)
    smile = stroke(f"M{x - 5} {8.6 - curve * 0.3}q5 {curve} 10 0", glowing, 2)
    return aerial + ears + form(shell, metal) + screen + lights + smile + cheeks(face, 15, 8, "#f2a07a", 0.5)


def robot_torso(looks: Looks) -> str:
    shell = "M-13 -52H13Q18 -52 18 -46V-17Q18 -10 11 -10H-11Q-18 -10 -18 -17V-46Q-18 -52 -13 -52Z"
    heart = form("M0 -28c-9 -7 -6 -13 -2.6 -13q2 0 2.6 2.6q.6 -2.6 2.6 -2.6c3.4 0 6.4 6 -2.6 13Z", "#e2604f", 0.6)
    panel = box(-11, -45, 22, 22, looks.belly, r=4)
    buttons = "".join(circle(x, -17, 2, colour) for x, colour in ((-6, "#f0b441"), (0, "#6fb58a"), (6, "#5b93c7")))
    return form(shell, looks.fur) + panel + heart + buttons
