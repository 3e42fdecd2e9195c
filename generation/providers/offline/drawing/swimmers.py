"""Who lives in the water."""

from .colour import darker, lighter
from .face import Face, cheeks, eyes, mouth
from .forms import form, round_form
from .garments import HEAD, NECK, worn
from .looks import Looks
from .svg import circle, curve, element, group, limb, oval, path, stroke

AROUND = ("scarf", "kerchief", "collar", "cape")


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
    hat = group(worn(HEAD, looks, 0.2), move=(22, -42), scale=0.84, turn=8)
    spout = (
        stroke("M8 -64q-2 -14 -12 -16M8 -64q0 -16 0 -20M8 -64q2 -14 12 -16", "#d5eef6", 3.2)
        if "spout" in extras and not hat
        else ""
    )
    turned = Face(face.mood, 0.2, face.nod)
    features = group(cheeks(turned, 12, 9), mouth(turned, 9, 5), eyes(turned, 9, -1, 4, looks.eye), move=(24, -34))
    return fluke + dorsal + spout + body + bands + belly + fin + _tied(looks) + features + hat


def _tied(looks: Looks) -> str:
    """Around a body that has no neck: behind the cheeks, or a bow below the chin."""
    if colour := looks.worn(*AROUND):
        end = form(curve("2,-12 -8,-10 -12,6 -2,8 6,-4"), darker(colour, 0.1))
        return end + stroke("M6 -58Q-6 -34 6 -5", darker(colour, 0.35), 10) + stroke("M6 -58Q-6 -34 6 -5", colour, 8.4)
    return group(worn(NECK, looks, 0), move=(24, 32), scale=0.84)


def octopus(looks: Looks, face: Face) -> str:
    arms = "".join(
        form(limb((x * 0.5, -34), (x * 1.5, -4 - abs(x) * 0.12), x * 0.5, 13, 5), darker(looks.fur, 0.08))
        for x in (-30, -18, -7, 7, 18, 30)
    )
    head = form(curve("0,-92 -24,-84 -32,-62 -24,-38 0,-30 24,-38 32,-62 24,-84"), looks.fur)
    spots = "".join(circle(x, y, 3, looks.accent) for x, y in ((-16, -80), (-6, -86), (14, -79)))
    tied = element("g", worn(NECK, looks, face.turn), transform="translate(0 15) scale(1.3 1)")
    features = cheeks(face) + mouth(face, 11) + eyes(face, 10, 0, 4.4, looks.eye, white=True)
    hat = group(worn(HEAD, looks, face.turn), move=(0, -68), scale=1.06)
    return arms + head + spots + tied + group(features, move=(0, -58)) + hat


SNOUT = curve("14,-74 30,-77 42,-83 46,-74 41,-66 28,-66 15,-63")
COIL = "M-6 -30C-4 -12 17 -17 17 -6C17 3 3 4 3 -4C3 -9 9 -10 11 -6"


def seahorse(looks: Looks, face: Face) -> str:
    """Upright, its tail rolled up below."""
    fur, turned = looks.fur, Face(face.mood, 0.2, face.nod)
    tail = stroke(COIL, darker(fur, 0.4), 11) + stroke(COIL, fur, 9.4)
    fin = form(curve("-16,-56 -34,-62 -40,-48 -36,-36 -17,-36"), looks.accent)
    crest = form(curve("-12,-88 -16,-101 -6,-97 0,-106 6,-97 15,-101 13,-88"), looks.accent)
    body = form(curve("-9,-66 -20,-52 -19,-36 -8,-20 7,-24 15,-42 12,-62"), fur)
    rings = "".join(stroke(f"M{-2 + i} {-52 + i * 9}q9 4 15 -1", darker(fur, 0.18), 1.6) for i in range(4))
    belly = oval(5, -43, 7.5, 15, looks.belly, turn=-6)
    head = form(SNOUT, fur) + round_form(3, -77, 21, 18, fur)
    smile = group(mouth(turned, 9, 4.4), eyes(turned, 8.4, -1, 4, looks.eye, white=True), cheeks(turned, 12, 8))
    hat = group(worn(HEAD, looks, 0.2), move=(2, -78), scale=0.88)
    tied = group(worn(NECK, looks, 0.2), move=(3, -14), scale=0.9)
    return fin + tail + body + belly + rings + tied + ("" if hat else crest) + head + group(smile, move=(2, -77)) + hat
