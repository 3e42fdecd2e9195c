"""The offline illustrator: pictures without a key."""

import io
import re
from dataclasses import replace
from decimal import Decimal
from random import Random
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from generation.providers.base import Brief, Character, ImageRequest, Usage
from generation.providers.offline.drawing import (
    actor,
    blocking,
    boats,
    face,
    framing,
    light,
    people,
    places,
    poses,
    species,
    stage,
    things,
    weather,
)
from generation.providers.offline.drawing.arrangement import Arrangement, reach_of
from generation.providers.offline.drawing.drawn_things import DRAWN
from generation.providers.offline.drawing.features import FEATURES
from generation.providers.offline.drawing.looks import looks_of
from generation.providers.offline.drawing.page import compose
from generation.providers.offline.drawing.reading import read
from generation.providers.offline.drawing.styles import STYLES, style_for
from generation.providers.offline.illustrator import Illustrator
from generation.providers.offline.storytelling.book import write_book

MIMI = Character("Mimi", "a small red fox with a white-tipped tail and a yellow scarf")
OLLIE = Character("Ollie", "a round brown owl with a blue hat")
SMALL = {"width": 296, "height": 216}


def asked(picture: str, *characters: Character, **more) -> ImageRequest:
    return ImageRequest(
        prompt=picture, picture=picture, characters=characters or (MIMI,), **{"seed": 7, **SMALL, **more}
    )


def pixels_of(request: ImageRequest) -> np.ndarray:
    data = Illustrator().generate(request, Usage()).data
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=float)


def well_formed(svg: str) -> bool:
    ElementTree.fromstring(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')
    return "nan" not in svg


def test_a_picture_has_the_size_that_was_asked_for_and_costs_nothing():
    usage = Usage()
    media = Illustrator().generate(ImageRequest(prompt="A fox in a meadow"), usage)
    assert media.content_type == "image/webp"
    assert Image.open(io.BytesIO(media.data)).size == (1184, 864)
    assert usage.request_id.startswith("offline-")
    assert (usage.model, usage.units, usage.cost) == ("picture-book", {"images": 1}, Decimal(0))


@pytest.mark.parametrize("size", [(512, 512), (432, 768), (1024, 400)])
def test_square_tall_and_wide_pages_are_drawn_too(size):
    width, height = size
    data = Illustrator().generate(asked("Mimi waves in the forest", width=width, height=height), Usage()).data
    assert Image.open(io.BytesIO(data)).size == size


def test_the_same_request_gives_the_same_bytes_and_another_scene_another_picture():
    first, again, other = (
        Illustrator().generate(asked(text), Usage()).data
        for text in ("Mimi in the rain", "Mimi in the rain", "Mimi in the snow")
    )
    assert first == again
    assert first != other


def test_the_hero_has_the_same_colours_in_two_scenes():
    fox, scarf = np.array([204, 91, 44]), np.array([244, 194, 63])
    for picture in ("Mimi stands in a sunny meadow.", "Mimi waves in the kitchen."):
        seen = pixels_of(asked(picture, width=592, height=432))
        for colour in (fox, scarf):
            assert (np.abs(seen - colour).max(axis=2) < 42).sum() > 150, picture


def test_the_hero_is_the_same_whatever_the_scene_says_of_it():
    assert looks_of("Mimi", MIMI.description) == looks_of("Mimi", MIMI.description)
    assert looks_of("Mimi", MIMI.description).wears == (("scarf", "#f4c23f"),)
    assert looks_of("Mimi", MIMI.description).fur != looks_of("Rusty", "a grey fox").fur


def test_night_is_darker_than_day():
    day = pixels_of(asked("Mimi walks through the meadow at noon")).mean()
    night = pixels_of(asked("Mimi walks through the meadow at night")).mean()
    assert night < day * 0.75


def test_every_style_changes_the_picture():
    pictures = {style: Illustrator().generate(asked("Mimi by the sea", style=style), Usage()).data for style in STYLES}
    assert len(set(pictures.values())) == len(STYLES)


@pytest.mark.parametrize(
    ("words", "style"),
    [
        ("Watercolour, soft and airy", "watercolour"),
        ("pixel art", "pixel"),
        ("paper cut-out collage", "cutout"),
        ("black and white ink", "ink"),
        ("something nobody has heard of", "gouache"),
        ("", "gouache"),
    ],
)
def test_a_style_is_found_from_the_words_people_use(words, style):
    assert style_for(words) == style


def test_words_about_colour_lean_the_picture():
    plain, warm = (
        pixels_of(asked("Mimi in the garden", style=style)).mean(axis=(0, 1)) for style in ("", "warm colours")
    )
    assert warm[0] / warm[2] > plain[0] / plain[2]


@pytest.mark.parametrize("kind", species.SPECIES)
def test_everybody_can_be_drawn_in_every_pose_and_mood(kind):
    looks = looks_of("Pip", f"a {kind} with a red hat, a blue scarf, green boots, glasses and a backpack")
    for posture in poses.POSES:
        assert well_formed(actor.draw(looks, posture, "happy"))
    for mood in face.MOODS:
        assert well_formed(actor.draw(looks, "stand", mood))


@pytest.mark.parametrize("place", places.PLACES)
def test_every_place_can_be_drawn_at_every_hour_in_every_weather_and_season(place):
    for hour, season, sky in zip(
        ("dawn", "day", "dusk", "night", "day", "night", "day"),
        ("spring", "summer", "autumn", "winter") * 2,
        ("clear", "rain", "snow", "storm", "fog", "wind", "rainbow"),
        strict=False,
    ):
        page = stage.Stage(1184, light.LIGHTS[hour], Random(1), season, sky)
        scenery = places.PLACES[place](page)
        assert well_formed(scenery.back + weather.behind(page) + scenery.front + weather.before(page))


@pytest.mark.parametrize(
    ("picture", "place", "hour", "sky"),
    [
        ("A forest clearing at night, fireflies everywhere", "forest", "night", "clear"),
        ("Rain falls on the village square in the evening", "village", "dusk", "rain"),
        ("On the moon, beside a rocket", "space", "night", "clear"),
        ("Deep under the sea, among the coral", "underwater", "day", "clear"),
        ("Fog lies over the river at dawn", "river", "dawn", "fog"),
        ("In the cosy kitchen", "kitchen", "day", "clear"),
        ("In the forest, at night. Mimi sits warm and safe under the roots of the beech", "room", "night", "clear"),
        ("In the kitchen indoors, in the house, in the evening", "kitchen", "dusk", "clear"),
        ("In the flower meadow in the mountains. Around them: snowy peaks far away", "mountain", "day", "clear"),
        ("On the sunrise cloud high in the sky, at night", "sky", "night", "clear"),
        ("In the garden at noon. Mimi thinks of thunder and dreams of the moon", "garden", "day", "clear"),
        ("At noon, in soft rain. Flags wave in the village", "village", "day", "rain"),
        ("In the garden. Mimi holds a rainbow feather. Around them: rows of beans", "garden", "day", "clear"),
    ],
)
def test_the_picture_shows_the_place_the_hour_and_the_weather_of_the_text(picture, place, hour, sky):
    _, scene = compose(asked(picture))
    assert (scene.place, scene.hour, scene.weather) == (place, hour, sky)


def test_things_the_text_names_are_in_the_picture_and_the_cast_does_what_it_says():
    _, scene = compose(asked("Mimi waves. Ollie carries a lantern. There is a cake beside the well.", MIMI, OLLIE))
    assert {"cake", "well"} <= {thing.noun for thing in scene.things}
    assert [part.posture for part in scene.cast] == ["wave", "hold"]
    assert scene.cast[1].held.noun == "lantern"


def test_the_description_of_the_picture_says_all_that_is_seen_and_the_text_adds_nothing():
    _, scene = compose(
        asked("Mimi sits by the well in the garden.", text="The light turned to honey. “Soup!” said Mimi.")
    )
    assert [thing.noun for thing in scene.things] == ["well"]


def test_animals_in_the_plural_are_a_few_small_ones_and_one_by_name_comes_along():
    _, scene = compose(asked("Mimi waves in the meadow. Around them: butterflies, birds and a snail."))
    assert [(thing.noun, thing.many) for thing in scene.things] == [("butterflies", True), ("birds", True)]
    assert [part.looks.noun for part in scene.extras] == ["snail"]


def test_a_name_that_means_something_else_too_stays_a_name():
    _, scene = compose(asked("Daisy and Wren wave.", Character("Daisy", "a brown dog"), Character("Wren", "a snail")))
    assert not scene.things and not scene.extras


def test_no_house_no_balloon_and_no_toadstools_stand_in_a_room():
    svg, _ = compose(asked("Mimi sits in the kitchen."))
    with_things, _ = compose(asked("Mimi sits in the kitchen. Around them: a castle, a hot-air balloon, toadstools."))
    assert abs(len(svg) - len(with_things)) < len(svg) * 0.1


def test_the_pages_of_a_book_are_seen_from_near_and_far_and_nobody_is_cut_off():
    pages = [f"Mimi waves beside tree number {count} in the meadow." for count in range(20)]
    seen = set()
    for page in pages:
        request = asked(page, MIMI, OLLIE)
        scene = read(request, Random(page))
        shown = stage.Stage(1184, light.LIGHTS["day"], Random(page))
        at = framing.spots(scene, shown)
        frame = framing.frame_around(scene, shown, at)
        seen.add(scene.camera)
        for part, spot in zip(scene.cast, at, strict=True):
            size = framing.scale_of(part, scene, shown.width)
            assert frame.has((spot.x - 30 * size, 800)) and frame.has((spot.x + 30 * size, 800))
            assert frame.has((spot.x, 800 - spot.lift - 115 * size))
    assert seen == {"wide", "medium", "close"}


def test_the_face_follows_the_mood():
    moods = [compose(asked(f"Mimi {what}."))[1].cast[0].mood for what in ("laughs", "cries", "is afraid", "gasps")]
    assert moods == ["joyful", "weeping", "worried", "surprised"]


@pytest.mark.parametrize(
    ("picture", "mimi", "ollie"),
    [
        ("Mimi and Ollie give the lantern back to the one who has missed it, and everybody is glad.", "happy", "happy"),
        ("Mimi stands before a mouse that is crying. The mood is worried.", "worried", "worried"),
        ("Ollie does something silly, and Mimi laughs through tears. The mood is kind.", "joyful", "gentle"),
        ("Ollie talks gently with Mimi, who hangs her head. The mood is kind.", "sad", "gentle"),
        ("Mimi and Ollie get past dark water together. The mood is brave.", "determined", "determined"),
        ("Mimi stands tall and finds that it is not so bad, and Ollie beams. The mood is calm.", "gentle", "joyful"),
        ("Mimi stands before Ollie with empty hands and a drooping head. The mood is brave.", "sad", "determined"),
        ("Ollie sits beside Mimi and listens, and Mimi begins to smile. The mood is kind.", "happy", "gentle"),
        ("Mimi meets a crying child. The mood is kind.", "gentle", "gentle"),
        ("Mimi is not afraid, and Ollie is sad. The mood is happy.", "happy", "sad"),
    ],
)
def test_everybody_feels_what_is_said_of_them_and_not_what_is_said_of_another(picture, mimi, ollie):
    _, scene = compose(asked(f"{picture} Mimi. Ollie.", MIMI, OLLIE))
    assert [part.mood for part in scene.cast] == [mimi, ollie]


def test_nobody_weeps_in_a_book_of_the_offline_writer_unless_its_picture_says_so():
    for number in range(60):
        book = write_book(Brief("", "A fox and her friend the owl", num_scenes=4, seed=number))
        who = tuple(Character(one["name"], one["description"]) for one in book["characters"])
        for scene in book["scenes"]:
            moods = {part.mood for part in read(asked(scene["picture"], *who, text=scene["text"]), Random(1)).cast}
            assert "weeping" not in moods or re.search(r"tear|cr(y|ies)|sob|weep", scene["picture"]), scene["picture"]
            if re.search(r"glad\b|mood is (happy|joyful|excited)", scene["picture"]):
                assert not moods & {"weeping", "sad"}, scene["picture"]


def test_what_is_lost_or_looked_for_is_not_in_the_picture_and_only_one_of_them_holds_the_lantern():
    _, searching = compose(asked("Mimi looks everywhere for the lantern and cannot find it."))
    _, found = compose(asked("Mimi and Ollie hold up the lantern, glad.", MIMI, OLLIE))
    assert "lantern" not in {thing.noun for thing in searching.things}
    assert [bool(part.held) for part in found.cast] == [True, False]


def test_a_lantern_that_has_lost_its_light_does_not_shine():
    shines = [
        "#ffd267" in compose(asked(f"Mimi holds {lantern}, at night, in the forest."))[0]
        for lantern in ("the lantern", "the lantern, still without its light", "the lantern, which has its light again")
    ]
    assert shines == [True, False, True]


@pytest.mark.parametrize(
    ("picture", "feature"),
    [
        ("By the lake. Mimi stops before a bramble hedge with a small tunnel.", "hedge"),
        ("In the meadow. Mimi stands before a tall wooden gate with a high latch.", "gate"),
        ("In the forest. Mimi gets past a wide stream with stepping stones.", "stream"),
        ("In the snow. Mimi gets past a huge snowdrift with a tunnel.", "snowdrift"),
        ("In the garden. Mimi jumps over a big puddle.", "puddle"),
    ],
)
def test_what_stands_in_the_way_is_seen(picture, feature):
    assert compose(asked(picture))[1].features == (feature,)


@pytest.mark.parametrize("feature", FEATURES)
def test_whatever_stands_in_the_way_can_be_drawn_in_every_season(feature):
    for season in ("spring", "summer", "autumn", "winter"):
        assert well_formed(FEATURES[feature](stage.Stage(1184, light.LIGHTS["day"], Random(1), season)))


@pytest.mark.parametrize(
    "picture",
    [
        "Under the roots of the old beech in the forest, at night. Mimi and Ollie lie in bed and look out at the sky.",
        "In the hollow oak in the forest, at dusk. Mimi and Ollie peep over the edge of a blanket.",
        "In the hollow oak in the forest, at night. Mimi and Ollie lie in the hollow oak, sleepy and happy.",
        "In the castle. Mimi lies asleep, smiling, with Ollie asleep beside her under a blanket.",
    ],
)
def test_who_is_in_bed_is_indoors_whatever_the_home_is(picture):
    _, scene = compose(asked(picture, MIMI, OLLIE))
    assert scene.place == "bedroom" and scene.abed


def test_who_lies_on_the_grass_and_looks_up_is_not_in_bed():
    _, scene = compose(asked("In the meadow, at night. Mimi and Ollie lie on their backs and look up.", MIMI, OLLIE))
    assert (scene.place, scene.cast[0].posture) == ("meadow", "lie")


def test_what_somebody_bends_over_is_before_them_and_who_is_only_spoken_of_is_not_there():
    _, bending = compose(asked("Mimi bends over the lantern, which lies on the ground.", MIMI))
    _, calling = compose(asked("Mimi listens to a voice.", MIMI, OLLIE, text="It was Ollie’s voice, far away."))
    assert bending.focus.noun == "lantern" and bending.cast[0].posture == "crouch"
    assert len(calling.cast) == 1


def test_nobody_does_yet_what_is_only_dreamed_of():
    _, dreaming = compose(asked("In the sky. Mimi watches, dreaming of how it would be to fly."))
    assert dreaming.cast[0].posture == "stand"


def test_a_stone_lion_is_no_lion_and_who_cries_in_the_background_cries():
    _, statue = compose(asked("Mimi waves under the stone lion."))
    _, crying = compose(asked("Mimi stands before a mouse that is crying."))
    assert not statue.extras
    assert [(part.looks.noun, part.mood) for part in crying.extras] == [("mouse", "weeping")]


def test_snowy_peaks_far_away_do_not_make_it_winter_here():
    page = "By the lake, in the warm afternoon light. Mimi waves. Around them: pine trees, snowy peaks far away."
    assert compose(asked(page, text="The night began to fall. It may be cold."))[1].season != "winter"


def test_a_thing_can_be_the_hero():
    _, scene = compose(asked("Tilly waves.", Character("Tilly", "a small purple teapot with a green hat")))
    assert scene.cast[0].body.noun == "teapot"
    assert scene.cast[0].looks.wears == (("hat", "#4f9b58"),)


@pytest.mark.parametrize(
    ("who", "helmet"), [("a girl", True), ("a fox", True), ("a mermaid", False), ("a crab", False), ("a whale", False)]
)
def test_only_who_cannot_breathe_there_wears_a_helmet_under_water(who, helmet):
    part = read(asked("Pip waves under the sea.", Character("Pip", who)), Random(1)).cast[0]
    assert bool(blocking.suited(part, "underwater").looks.worn("helmet")) is helmet


def test_a_mermaid_has_the_tail_her_description_says_and_no_shoes():
    looks = looks_of("Nerea", "a mermaid with red hair and a green tail")
    assert looks.worn("fishtail") and not looks.worn("boots")
    assert looks.tip in actor.draw(looks, "stand", "happy")


def test_a_thing_that_lives_has_its_own_colour_its_face_in_its_middle_and_its_arms_at_its_sides():
    assert things.colours_of("🎈")[0] == "#bb1a34"
    page = stage.Stage(1184, light.LIGHTS["day"], Random(1))
    heroes = (Character("Pip", "a lighthouse"), Character("Pip", "a red apple"))
    tall, round_one = (blocking.living(read(asked("Pip waves.", who), Random(1)).cast[0], page) for who in heroes)
    assert tall.side < round_one.side / 2
    assert -20 < round_one.middle < 20


def test_an_animal_with_a_calling_is_that_animal_in_the_clothes_of_its_calling():
    mouse = looks_of("Milo", "a brave little knight mouse")
    assert mouse.species.name == "mouse" and mouse.worn("visor") and mouse.worn("cape")
    assert looks_of("Kit", "a pirate captain cat").species.name == "cat"
    assert looks_of("Ann", "a giant snail").species.name == "snail"


def cast_and_spots(picture: str, *characters: Character):
    request = asked(picture, *characters)
    scene = read(request, Random(1))
    return scene.cast, framing.spots(scene, stage.Stage(1184, light.LIGHTS["day"], Random(1)))


def test_who_rides_on_somebody_sits_on_top_and_not_beside():
    beetle, snail = Character("Leila", "a green beetle"), Character("Lotta", "a brown snail")
    for picture in ("Leila rides on Lotta.", "Leila sits on the back of Lotta.", "Leila rides on the snail."):
        cast, (above, below) = cast_and_spots(picture, beetle, snail)
        assert (cast[0].steed, cast[1].steed) == (1, None), picture
        assert abs(above.x - below.x) < 60 and above.lift > below.lift + 60 and above.deep > below.deep


def test_an_animal_somebody_rides_on_is_there_though_it_is_none_of_the_cast():
    cast, (above, below) = cast_and_spots("Mimi rides a white horse.")
    assert [part.looks.noun for part in cast] == ["fox", "horse"]
    assert cast[1].looks.fur == looks_of("", "a white horse").fur != looks_of("", "a horse").fur
    assert above.lift > below.lift + 60


def test_who_rides_a_bicycle_is_on_it_and_there_is_no_second_one():
    scene = compose(asked("Mimi rides the bicycle through the meadow."))[1]
    assert (scene.cast[0].mount.noun, scene.cast[0].posture, scene.things) == ("bicycle", "sit", ())


def test_a_robin_is_known_by_its_red_breast_whatever_is_said_of_its_feathers():
    plain, brown = looks_of("Ella", "a robin"), looks_of("Ella", "a small brown robin with a green scarf")
    red = looks_of("Ella", "a brown robin with a round red front")
    assert plain.belly == brown.belly
    assert red.belly == "#d6453a"


@pytest.mark.parametrize("kind", ["robin", "pelican", "seahorse", "flamingo", "owl", "duck", "penguin"])
def test_every_bird_and_the_seahorse_look_like_nobody_else(kind):
    drawn = {
        one: actor.draw(replace(looks_of("Pip", f"a {one}"), wears=()), "stand", "happy") for one in species.SPECIES
    }
    assert list(drawn.values()).count(drawn[kind]) == 1


def test_a_child_in_a_raincoat_has_trousers_on_too():
    assert looks_of("Oscar", "a small boy with a purple raincoat").worn("trousers", "overalls")


def test_long_hair_falls_behind_the_body_and_not_over_it():
    mermaid = looks_of("Elsie", "a mermaid with long black hair and a red jumper")
    drawn = actor.draw(mermaid, "stand", "happy")
    assert drawn.index(people.hair_down(mermaid)) < drawn.index(mermaid.worn("jumper"))


@pytest.mark.parametrize("kind", ["whale", "fish", "octopus", "seahorse", "duck", "snail"])
def test_everybody_wears_what_is_said_of_them(kind):
    looks = looks_of("Pip", f"a {kind} with a turquoise hat and a red bow tie")
    drawn = actor.draw(looks, "stand", "happy")
    assert looks.worn("hat") in drawn and looks.worn("bowtie") in drawn


def test_a_reindeer_fence_is_no_reindeer_and_button_street_no_button():
    fenced = compose(asked("At the reindeer fence in the snow. Mimi waves."))[1]
    street = compose(asked("In Button Street in the town. Mimi waves under an apple tree."))[1]
    assert not fenced.extras and [thing.noun for thing in fenced.things] == ["fence"]
    assert [thing.noun for thing in street.things] == ["tree"]


def test_a_ship_in_a_bottle_is_one_thing_and_a_tower_in_a_room_is_of_blocks():
    scene = compose(asked("Mimi holds the ship in a bottle."))[1]
    assert (scene.cast[0].held.noun, scene.things) == ("bottleship", ())
    assert things.toy_of(things.thing_for("tower")).noun == "blocktower"


@pytest.mark.parametrize("noun", DRAWN)
def test_whatever_we_draw_ourselves_can_be_drawn_by_day_and_by_night(noun):
    for hour, season in (("day", "summer"), ("night", "winter")):
        assert well_formed(DRAWN[noun](stage.Stage(1184, light.LIGHTS[hour], Random(1), season), 100))


def test_a_boat_on_the_grass_makes_no_waves():
    page = stage.Stage(1184, light.LIGHTS["day"], Random(1))
    assert boats.ripples(page, 170) not in DRAWN["boat"](page, 170)


def test_nothing_is_cut_off_at_the_edge_and_nothing_stands_in_front_of_a_whale():
    whale = Character("Will", "a blue whale")
    for number in range(20):
        picture = f"Will waves in the meadow, day {number}."
        scene, page = (
            read(asked(picture, whale), Random(picture)),
            stage.Stage(1184, light.LIGHTS["day"], Random(picture)),
        )
        (spot,) = framing.spots(scene, page)
        wide = framing.reach_of_body(scene.cast[0]) * framing.scale_of(scene.cast[0], scene, page.width)
        for kind in ("low", "tall", "great"):
            scenery = places.PLACES["meadow"](page)
            x = Arrangement(scene, page, scenery, [(spot.x, max(wide - 140, 0))]).column(kind)
            half = things.SIZES[kind] * reach_of(kind, many=False)
            assert x is None or (half < x < 1184 - half and abs(x - spot.x) > wide * 0.8)


HOSTILE = (
    '"><script>alert(1)</script>&amp;&#x27;</svg><image href="file:///etc/passwd"/> 狐狸 🦊\x00 \u202e' + "a" * 20_000
)


def test_nothing_anybody_writes_gets_into_the_drawing():
    who = Character(HOSTILE, HOSTILE + " fox with a scarf")
    svg, _ = compose(
        ImageRequest(prompt=HOSTILE, text=HOSTILE, picture=HOSTILE, style=HOSTILE, characters=(who, who), **SMALL)
    )
    assert not re.search(r"script|alert|href|passwd|狐|&amp;amp;|aaaa", svg)
    assert well_formed(svg)


@pytest.mark.parametrize("text", ["", "   ", "!!!", "🦊🌙", "狐狸在森林里", "1234", "the of and"])
def test_a_prompt_without_words_we_know_still_gives_a_picture(text):
    svg, _ = compose(ImageRequest(prompt=text, text=text, characters=(Character(text, text),), **SMALL))
    assert well_formed(svg)
