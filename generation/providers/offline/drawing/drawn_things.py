"""The great things a story names, drawn like the small ones, and the table of all we draw ourselves."""

from collections.abc import Callable
from functools import partial

from .boats import sailing_boat
from .colour import darker
from .places.buildings import castle, house, lamp_post, lighthouse, windmill
from .sky import sparkle
from .small_things import (
    WILD,
    birds,
    bottle,
    button,
    campfire,
    fallen_leaves,
    flowers,
    lantern,
    mushrooms,
    pearl,
    pumpkin,
    spinning_top,
    stones,
    umbrella,
    watering_can,
)
from .stage import Stage
from .story_things import (
    armour,
    bench,
    block_tower,
    cart,
    chest,
    dandelion,
    drawn_plan,
    fence,
    footprints,
    hive,
    igloo,
    sacks,
    sandcastle,
    ship_in_a_bottle,
    sledge,
    submarine,
    sunflower,
    tower,
)
from .svg import box, circle, curve, group, oval, path, stroke
from .trees import LEAVES, palm, pine, tree


def bridge(stage: Stage, size: float) -> str:
    light, s = stage.light, size / 100
    stone = light.on("#b8a794")
    arch = path("M-100 0Q-60 -44 0 -48Q60 -44 100 0H62Q46 -24 0 -26Q-46 -24 -62 0Z", stone)
    rail = stroke("M-98 -12Q-60 -58 0 -62Q60 -58 98 -12", darker(stone, 0.2), 5) + stroke(
        "".join(f"M{x} {-52 + abs(x) ** 1.55 * 0.035:.0f}v16" for x in (-70, -45, -20, 0, 20, 45, 70)),
        darker(stone, 0.2),
        4,
    )
    return group(
        arch,
        stroke(
            "M-70 -17q8 -7 16 -11M-30 -36q10 -3 20 -3M20 -38q10 1 20 4M54 -28q8 4 14 9",
            darker(stone, 0.25),
            2,
            stroke_opacity=0.6,
        ),
        rail,
        scale=s,
    )


def well(stage: Stage, size: float) -> str:
    light, s = stage.light, size / 100
    wood, stone = light.on("#8a5f42"), light.on("#a9a4a4")
    base = path(curve("-34,-30 -34,-4 0,4 34,-4 34,-30 0,-24"), stone) + oval(0, -30, 34, 9, darker(stone, 0.55))
    return group(
        box(-30, -84, 6, 56, wood),
        box(24, -84, 6, 56, wood),
        base,
        stroke("M-33 -18q33 12 66 0", darker(stone, 0.3), 2),
        path("M-44 -78L0 -108L44 -78Z", light.on("#b5563f")),
        stroke("M0 -84v34", darker(wood, 0.3), 2),
        path("M-9 -52h18l-3 16h-12Z", wood),
        scale=s,
    )


def table(stage: Stage, size: float) -> str:
    wood = stage.light.on("#a9774c")
    return group(
        box(-44, -56, 8, 56, darker(wood, 0.2)),
        box(36, -56, 8, 56, darker(wood, 0.2)),
        box(-56, -62, 112, 9, wood, r=3),
        scale=size / 100,
    )


def rocket(stage: Stage, size: float) -> str:
    """Upright on its fins."""
    shell, red = stage.light.on("#f4ecdf", share=0.8), stage.light.on("#d9503f", share=0.8)
    edge = {"stroke": darker(shell, 0.5), "stroke_width": 1, "stroke_opacity": 0.6}
    fins = "".join(path(curve("12,-34 30,-14 31,3 14,-10", side), red, **edge) for side in (-1, 1))
    body = path("M0 -102C26 -74 24 -30 13 -8H-13C-24 -30 -26 -74 0 -102Z", shell, **edge)
    nose = path("M0 -102C10 -91 16 -81 18.6 -70Q0 -63 -18.6 -70C-16 -81 -10 -91 0 -102Z", red)
    pane = circle(0, -50, 9, stage.light.on("#8fc7dc", share=0.5), stroke=darker(shell, 0.3), stroke_width=3)
    shade = path("M4 -101C26 -74 24 -30 13 -8H4C14 -34 14 -74 4 -101Z", "#33204a", fill_opacity=0.14)
    return group(fins, body, nose, shade, pane, box(-9, -9, 18, 7, darker(shell, 0.5), r=2), scale=size / 100)


def hot_air_balloon(stage: Stage, size: float) -> str:
    light, s = stage.light, size / 100
    red, cream = light.on("#d9604f", 0.08), light.on("#f6e3b8", 0.08)
    dome = path("M0 -100C-44 -100 -46 -50 -12 -28H12C46 -50 44 -100 0 -100Z", red)
    strips = path("M0 -100C-16 -92 -16 -52 -4.5 -28H4.5C16 -52 16 -92 0 -100Z", cream) + path(
        (
            "M-22 -94C-40 -74 -30 -46 -9 -28L-6 -28C-22 -50 -30 -74 -14 -99ZM22 -94C40 -74 30 -46 9 -28"
            "L6 -28C22 -50 30 -74 14 -99Z"
        ),
        cream,
        fill_opacity=0.85,
    )
    return group(
        dome,
        strips,
        stroke("M-10 -28L-6 -12M10 -28L6 -12", light.on("#6b5540"), 1.4),
        box(-8, -13, 16, 13, light.on("#a9774c"), r=3),
        scale=s,
    )


def _fir(stage: Stage, size: float) -> str:
    return pine(stage, (0, 0), size, "#4f8a68", 0, snowy=stage.season == "winter")


DRAWN: dict[str, Callable[[Stage, float], str]] = {
    "lantern": lantern,
    "streetlamp": lambda stage, size: lamp_post(stage, 0, 0, size * 1.5),
    "umbrella": umbrella,
    "pearl": pearl,
    "marble": pearl,
    "bead": pearl,
    "moonstone": pearl,
    "button": button,
    "bottle": bottle,
    "spinningtop": spinning_top,
    "pumpkin": pumpkin,
    "rocket": rocket,
    "spaceship": rocket,
    "stone": stones,
    "rock": stones,
    "pebble": stones,
    "boulder": stones,
    "campfire": campfire,
    "bonfire": campfire,
    "firelight": campfire,
    "lighthouse": lighthouse,
    "windmill": windmill,
    "bridge": bridge,
    "well": well,
    "table": table,
    "hotairballoon": hot_air_balloon,
    "airship": hot_air_balloon,
    "star": lambda stage, size: sparkle(0, -size * 0.4, size * 0.4),
    "boat": sailing_boat,
    "sailboat": sailing_boat,
    "sailingboat": sailing_boat,
    "ship": sailing_boat,
    "tree": lambda stage, size: tree(stage, (0, 0), size * 1.2, stage.rng.choice(LEAVES[stage.season])),
    "mushroom": mushrooms,
    "toadstool": mushrooms,
    "fir": _fir,
    "pinetree": _fir,
    "palmtree": lambda stage, size: palm(stage, (0, 0), size),
    "birds": birds,
    "gulls": birds,
    "seagulls": birds,
    "swallows": birds,
    "sparrows": birds,
    "wateringcan": watering_can,
    "leaf": fallen_leaves,
    "fallenleaf": fallen_leaves,
    "autumnleaf": fallen_leaves,
    "goldenleaf": fallen_leaves,
    "redleaf": fallen_leaves,
    "flower": flowers,
    "flowerbox": flowers,
    "house": lambda stage, size: house(stage, (0, 0), size),
    "home": lambda stage, size: house(stage, (0, 0), size),
    "cottage": lambda stage, size: house(stage, (0, 0), size),
    "hut": lambda stage, size: house(stage, (0, 0), size),
    "cabin": lambda stage, size: house(stage, (0, 0), size),
    "tower": tower,
    "blocktower": block_tower,
    "block": block_tower,
    "sledge": sledge,
    "sled": sledge,
    "toboggan": sledge,
    "footprint": footprints,
    "pawprint": footprints,
    "armour": armour,
    "armor": armour,
    "fence": fence,
    "bench": bench,
    "sack": sacks,
    "chest": chest,
    "treasurechest": chest,
    "hive": hive,
    "beehive": hive,
    "igloo": igloo,
    "sandcastle": sandcastle,
    "submarine": submarine,
    "plan": drawn_plan,
    "bottleship": ship_in_a_bottle,
    "dandelion": dandelion,
    "dandelionclock": dandelion,
    "sunflower": sunflower,
    "cart": cart,
    "handcart": cart,
    "wheelbarrow": cart,
    "lamp": lantern,
    "mill": windmill,
    "castle": lambda stage, size: castle(stage, (0, 0), size * 1.1),
    "palace": lambda stage, size: castle(stage, (0, 0), size * 1.1),
} | {noun: partial(flowers, petals=(petal,)) for noun, petal in WILD.items()}  # fmt: skip
