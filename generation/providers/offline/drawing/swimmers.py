"""Who lives in the water."""

from .colour import darker, lighter
from .face import Face, cheeks, eyes, mouth
from .forms import form
from .looks import Looks
from .svg import circle, curve, group, limb, path, stroke


def swimmer(looks: Looks, face: Face) -> str:
    """Seen from the side, facing right; lies with its belly at y = 0."""
    fur, extras = looks.fur, looks.species.extras
    fluke = form(curve("-40,-30 -58,-50 -66,-46 -60,-32 -66,-18 -56,-14"), darker(fur, 0.1))
    dorsal = form(curve("-14,-56 -8,-74 2,-72 12,-56"), darker(fur, 0.12)) if "dorsal" in extras else ""
    body = form(curve("-46,-31 -28,-50 4,-61 34,-52 48,-30 36,-10 6,-1 -24,-12"), fur)
    belly = path(curve("44,-20 34,-9 6,-1 -20,-12 0,-14 26,-14"), looks.belly)
    bands = (
        stroke("M-10 -56q6 26 0 50M-28 -47q5 16 0 34", lighter(fur, 0.55), 5, stroke_opacity=0.75)
        if "bands" in extras
        else ""
    )
    fin = form(curve("0,-22 -14,-8 -10,4 4,-8"), darker(fur, 0.12))
    spout = (
        stroke("M8 -64q-2 -14 -12 -16M8 -64q0 -16 0 -20M8 -64q2 -14 12 -16", "#d5eef6", 3.2)
        if "spout" in extras
        else ""
    )
    turned = Face(face.mood, 0.2, face.nod)
    features = group(cheeks(turned, 12, 9), mouth(turned, 9, 5), eyes(turned, 9, -1, 4, looks.eye), move=(24, -34))
    return fluke + dorsal + spout + body + bands + belly + fin + features


def octopus(looks: Looks, face: Face) -> str:
    arms = "".join(
        form(limb((x * 0.5, -34), (x * 1.5, -4 - abs(x) * 0.12), x * 0.5, 13, 5), darker(looks.fur, 0.08))
        for x in (-30, -18, -7, 7, 18, 30)
    )
    head = form(curve("0,-92 -24,-84 -32,-62 -24,-38 0,-30 24,-38 32,-62 24,-84"), looks.fur)
    spots = "".join(circle(x, y, 3, looks.accent) for x, y in ((-16, -80), (-6, -86), (14, -79)))
    return (
        arms
        + head
        + spots
        + group(cheeks(face), mouth(face, 11), eyes(face, 10, 0, 4.4, looks.eye, white=True), move=(0, -58))
    )
