"""Things children's stories are full of, drawn by us; `size` is their height. The middle of the foot is at (0, 0)."""

from .colour import darker, lighter, mix
from .forms import form, round_form
from .stage import Stage
from .svg import box, circle, curve, element, group, oval, path, stroke

BLOCKS = ("#d6554a", "#f0b941", "#5b93c7", "#6fb07a", "#b78ac4", "#ec8f4a")


def block_tower(stage: Stage, size: float) -> str:
    """Of toy blocks, a roof on top; no block lies quite straight."""
    out = ""
    for i, tilt in enumerate((0, 2, -3, 2, -1)):
        colour = stage.light.on(BLOCKS[i % 6], share=0.6)
        window = "M-5 -4V-9Q0 -14 5 -9V-4Z" if i == 2 else ""
        block = form("M-13 0V-17H13V0Z", colour) + path(window, darker(colour, 0.5))
        out += group(block, move=(tilt, -17 * i), turn=tilt, scale=1 - i * 0.05)
    roof = form("M-14 0L0 -18L14 0Z", stage.light.on("#d6554a", share=0.6))
    loose = group(form("M-8 0V-14H8V0Z", stage.light.on("#5b93c7", share=0.6)), move=(27, 0), turn=12)
    return group(loose, out, group(roof, move=(0, -82)), scale=size / 100)


def tower(stage: Stage, size: float) -> str:
    """Round and alone, with one room under its roof."""
    light = stage.light
    stone, roof = light.on("#c9bcb0", 0.05), light.on("#7a6fb0", 0.05)
    lit = "#ffdc82" if light.hour in ("night", "dusk") else light.on("#6f86a0")
    wall = form("M-15 2L-12 -58H12L15 2Z", stone) + form("M-16 -56H16L18 -72H-18Z", stone)
    bricks = "M-11 -12h7M3 -22h7M-8 -34h7M2 -44h7M-9 -50h5M5 -8h6"
    room = path("M-4 -58V-65Q0 -70 4 -65V-58Z", lit) + path("M-3 -30V-37Q0 -41 3 -37V-30Z", lit)
    door = path("M-5 2V-9Q0 -16 5 -9V2Z", light.on("#7a5238"))
    flag = stroke("M0 -98V-106", darker(stone, 0.5), 1) + path("M0 -106l10 3l-10 3Z", light.on("#e5b23e"))
    cone = form("M-22 -71Q-6 -80 0 -99Q6 -80 22 -71Q0 -66 -22 -71Z", roof)
    mortar = stroke(bricks, darker(stone, 0.3), 1.2, stroke_opacity=0.7)
    return group(wall, mortar, room, door, flag, cone, scale=size / 104)


def sledge(stage: Stage, size: float) -> str:
    wood, iron = stage.light.on("#b9793f", share=0.7), stage.light.on("#c4483c", share=0.7)
    runners = stroke("M-52 -4H40Q60 -6 56 -32M-44 -16H32Q48 -18 46 -36", iron, 5)
    legs = stroke("M-34 -5V-28M2 -5V-28M32 -6V-28", darker(iron, 0.2), 4)
    seat = "".join(
        form(f"M{-50 + dx} {-27 - dy}H{42 + dx}V{-33 - dy}H{-50 + dx}Z", wood) for dx, dy in ((0, 0), (5, 9))
    )
    rope = stroke("M54 -30Q78 -24 72 -4", stage.light.on("#efe0bd"), 2.4)
    return group(rope, runners, legs, seat, scale=size / 88)


def footprints(stage: Stage, size: float) -> str:
    """A trail over the snow or the sand."""
    dent = mix(stage.light.shade, stage.light.on("#8fa6c4"), 0.6)
    steps = (oval(-120 + i * 32, -(i % 2) * 15 - i * 3, 10, 5, dent, fill_opacity=0.5) for i in range(8))
    return group(*steps, scale=size / 104)


def armour(stage: Stage, size: float) -> str:
    """An empty suit, standing to attention."""
    steel, dark = stage.light.on("#b9c3cf", share=0.7), stage.light.on("#5f6a7a")
    legs = "".join(form(curve("3,-38 13,-38 12,-6 16,0 3,0", side), steel) for side in (-1, 1))
    arms = "".join(form(curve("15,-68 24,-64 25,-40 19,-36 15,-48", side), darker(steel, 0.1)) for side in (-1, 1))
    chest = form(curve("-15,-70 0,-73 15,-70 17,-54 13,-38 0,-34 -13,-38 -17,-54"), steel)
    head = form(curve("-10,-76 -10,-92 0,-98 10,-92 10,-76 0,-72"), steel) + box(-8, -89, 16, 4, dark, r=1)
    plume = form(curve("0,-97 -8,-108 -20,-106 -22,-94 -12,-98"), stage.light.on("#c9503f", share=0.7))
    seams = stroke("M0 -72V-36M-4 -82h8M-5 -78h10M-11 -20h6M5 -20h6", darker(steel, 0.35), 1.4)
    return group(legs, arms, chest, plume, head, seams, scale=size / 106)


def fence(stage: Stage, size: float) -> str:
    wood = stage.light.on("#a87b52", share=0.8)
    rails = "".join(form(f"M-92 {y}L92 {y - 4}v9L-92 {y + 9}Z", darker(wood, 0.1)) for y in (-58, -28))
    posts = "".join(form(f"M{x - 7} 2V{-78 + x % 5}q7 -7 14 0V2Z", wood) for x in (-80, -40, 0, 40, 80))
    return group(rails, posts, scale=size / 150)


def bench(stage: Stage, size: float) -> str:
    wood, iron = stage.light.on("#a9774c", share=0.8), stage.light.on("#4f4a58")
    legs = stroke("M-54 0V-36M54 0V-36M-50 -34V-74M50 -34V-74", iron, 6)
    planks = "".join(form(f"M-66 {y}H66v8H-66Z", wood) for y in (-40, -58, -72))
    return group(legs, planks, scale=size / 112)


def sacks(stage: Stage, size: float) -> str:
    linen = stage.light.on("#e3cfa6", share=0.7)
    sack = form(curve("-26,0 -30,-30 -20,-52 -7,-58 7,-58 20,-52 30,-30 26,0"), linen)
    neck = form(curve("-9,-57 -16,-70 0,-67 16,-70 9,-57"), linen) + stroke("M-9 -58H9", stage.light.on("#b5563f"), 4)
    whole = sack + neck + stroke("M-12 -30q12 8 24 0", darker(linen, 0.25), 2)
    return group(group(whole, move=(30, -6), scale=0.8), group(whole, move=(-18, 0)), scale=size / 76)


def chest(stage: Stage, size: float) -> str:
    """A treasure chest, open a little, so that it glitters."""
    wood, gold = stage.light.on("#9a6238", share=0.7), stage.light.on("#f0c04a", share=0.5)
    lid = form("M-46 -46Q-46 -78 0 -78Q46 -78 46 -46Z", wood)
    coins = "".join(circle(x, -44 - abs(x) % 7, 8, gold) for x in (-32, -18, -4, 10, 24, 34))
    trunk = form("M-46 0V-40H46V0Z", wood)
    bands = stroke("M-30 -1V-40M30 -1V-40M-46 -24H46", darker(gold, 0.15), 5)
    lock = round_form(0, -30, 9, 10, gold) + circle(0, -30, 2.6, darker(wood, 0.5))
    return group(
        lid, stroke("M-30 -50V-72M30 -50V-72", darker(gold, 0.15), 5), coins, trunk, bands, lock, scale=size / 80
    )


def hive(stage: Stage, size: float) -> str:
    straw = stage.light.on("#e2ad4e", share=0.7)
    rings = "".join(round_form(0, -9 - i * 15, wide, 10, straw) for i, wide in enumerate((34, 36, 34, 29, 21, 11)))
    door = path("M-8 -6V-16Q0 -26 8 -16V-6Z", darker(straw, 0.65))
    board = form("M-44 4V-3H44V4Z", stage.light.on("#8f6542"))
    bee = round_form(0, 0, 5, 4, "#f3c544") + stroke("M-1.4 -3.4V3.4M2 -3.4V3.4", "#463b44", 1.6)
    bees = "".join(
        group(oval(0, -5, 3.6, 3, "#eef6f8", fill_opacity=0.9), bee, move=at) for at in ((-48, -70), (46, -48))
    )
    return group(board, rings, door, bees, scale=size / 98)


def igloo(stage: Stage, size: float) -> str:
    snow = stage.light.on("#eef5fa", share=0.8)
    dome = form("M-80 4Q-80 -92 0 -94Q80 -92 80 4Z", snow)
    blocks = (
        "M-78 -26Q0 -38 78 -26M-66 -56Q0 -70 66 -56M-44 -80Q0 -90 44 -80"
        "M-50 -30V-2M52 -30V-2M-30 -64L-34 -34M30 -64L34 -34M0 -68V-92"
    )
    porch = form("M-30 6V-26Q0 -58 30 -26V6Z", lighter(snow, 0.2))
    dark = path("M-18 6V-22Q0 -42 18 -22V6Z", stage.light.on("#4f6a8c"))
    return group(dome, stroke(blocks, darker(snow, 0.2), 1.6), porch, dark, scale=size / 100)


def sandcastle(stage: Stage, size: float) -> str:
    sand = stage.light.on("#d3a05a", share=0.7)
    side = form("M-44 0L-40 -40H-18L-14 0ZM14 0L18 -40H40L44 0Z", sand)
    middle = form("M-20 0L-16 -66H16L20 0Z", sand)
    teeth = "".join(
        box(x, y, 6, 7, sand)
        for x, y in ((-40, -46), (-24, -46), (18, -46), (34, -46), (-16, -72), (-3, -72), (10, -72))
    )
    heap = form(curve("-60,2 -50,-12 0,-8 50,-12 60,2"), darker(sand, 0.06))
    flag = stroke("M0 -70V-96", stage.light.on("#8a5f42"), 2.4) + path("M1 -96l20 6l-20 7Z", stage.light.on("#d6453a"))
    gate = path("M-7 -6V-20Q0 -28 7 -20V-6Z", darker(sand, 0.4))
    return group(side, flag, middle, teeth, heap, gate, scale=size / 98)


def submarine(stage: Stage, size: float) -> str:
    yellow = stage.light.on("#f2bf3f", share=0.5)
    screw = round_form(-84, -34, 5, 17, darker(yellow, 0.35)) + box(-82, -37, 16, 7, darker(yellow, 0.4))
    scope = stroke("M12 -70V-100H28", darker(yellow, 0.3), 6)
    hull = form(curve("-72,-34 -50,-58 0,-66 52,-58 76,-34 52,-8 0,0 -50,-10"), yellow)
    bridge = form("M-16 -60L-10 -82H22L28 -60Z", yellow)
    panes = "".join(round_form(x, -36, 12, 12, stage.light.on("#bfe6f0", share=0.4)) for x in (-34, 2, 38))
    return group(
        screw, scope, bridge, hull, panes, stroke("M-66 -20Q0 4 68 -20", darker(yellow, 0.2), 2), scale=size / 100
    )


def ship_in_a_bottle(stage: Stage, size: float) -> str:
    """Lying on its side on a little stand."""
    glass, wood = stage.light.on("#a9d6e6", share=0.5), stage.light.on("#a9774c", share=0.6)
    ship = path("M-30 -20H18L8 -8H-20Z", stage.light.on("#b5563f", share=0.6)) + stroke("M-8 -20V-52", wood, 3)
    sails = path("M-6 -50Q14 -40 14 -24H-6ZM-10 -46V-24H-26Q-24 -38 -10 -46Z", stage.light.on("#fbf1dc", share=0.5))
    shape = curve("-56,-30 -50,-54 -10,-60 30,-54 44,-40 66,-38 66,-26 44,-24 30,-8 -10,-2 -50,-8")
    bottle = path(shape, glass, fill_opacity=0.45, stroke=darker(glass, 0.35), stroke_width=2.4)
    shine = stroke("M-40 -48Q-16 -56 12 -52", "#ffffff", 4, stroke_opacity=0.8)
    return group(
        ship,
        sails,
        bottle,
        box(64, -40, 12, 16, wood, r=3),
        shine,
        form("M-40 4L-34 -8H14L20 4Z", wood),
        scale=size / 64,
    )


def dandelion(stage: Stage, size: float) -> str:
    """Gone to seed: one breath, and it flies."""
    stem = stroke("M0 0Q4 -34 0 -66", stage.light.on("#6aa257"), 4)
    white, rays = stage.light.on("#fbfaf4", share=0.4), ""
    for i in range(14):
        rays += group(stroke("M0 0V-22M-4 -26L0 -22L4 -26", white, 1.6) + circle(0, -26, 2.6, white), turn=i * 360 / 14)
    seeds = "".join(
        group(stroke("M0 0V-10M-4 -14L0 -10L4 -14", white, 1.6), move=at, turn=30) for at in ((34, -96), (50, -78))
    )
    puff = circle(0, 0, 24, white, fill_opacity=0.35) + rays + circle(0, 0, 5, stage.light.on("#b58a58"))
    return group(stem, group(puff, move=(0, -72)), seeds, scale=size / 100)


def sunflower(stage: Stage, size: float) -> str:
    green, gold = stage.light.on("#5d9150"), stage.light.on("#f4bd3a", share=0.6)
    leaves = path(curve("0,-22 24,-40 36,-30 18,-16"), green) + path(curve("0,-34 -24,-50 -34,-40 -16,-26"), green)
    petals = "".join(
        element("ellipse", cx=0, cy=-20, rx=6, ry=11, fill=gold, transform=f"rotate({i * 30})") for i in range(12)
    )
    seeds = circle(0, 0, 14, stage.light.on("#7a4a2c")) + circle(-3, -3, 8, stage.light.on("#94603a"))
    return group(stroke("M0 0Q3 -40 0 -70", green, 5), leaves, group(petals, seeds, move=(0, -74)), scale=size / 106)


def cart(stage: Stage, size: float) -> str:
    """Of wood, to be pulled."""
    wood, iron = stage.light.on("#a9774c", share=0.8), stage.light.on("#6b5540")
    tray = form("M-58 -34L-64 -66H54L48 -34Z", wood) + stroke("M-61 -50H51", darker(wood, 0.3), 2)
    shaft = stroke("M46 -44L96 -32", darker(wood, 0.15), 7)
    spokes = "M0 -22V22M-22 0H22M-15 -15L15 15M15 -15L-15 15"
    wheel = circle(0, 0, 24, "none", stroke=iron, stroke_width=6) + stroke(spokes, iron, 3) + circle(0, 0, 5, iron)
    return group(shaft, tray, *(group(wheel, move=(x, -26)) for x in (-30, 26)), scale=size / 150)


def drawn_plan(stage: Stage, size: float) -> str:
    """A sheet of paper with something drawn on it."""
    paper, blue = stage.light.on("#fbf4e0", share=0.5), stage.light.on("#5b84b8", share=0.5)
    sheet = form("M-40 -2L-36 -66Q0 -72 40 -64L42 0Q0 6 -40 -2Z", paper)
    lines = "M-18 -14V-36L0 -52L18 -36V-14ZM-5 -14V-28H6V-14M-30 -58H-14M-30 -50H-18M26 -20H34M24 -12H34"
    return group(sheet, stroke(lines, blue, 3), scale=size / 70)
