"""The offline writer and its prompts: who, what, where and which wish a prompt names is what the book is about."""

import re

import pytest

from tests.books import PROMPTS, read_aloud, written


@pytest.mark.parametrize(
    ("prompt", "named"),
    [
        ("A fox called Rusty who loses his kite", ["Rusty", "fox", "kite"]),
        ("Mimi the cat wants to see the moon", ["Mimi", "cat", "moon"]),
        ("Princess Ida and a frog look for a golden ball", ["Ida", "princess", "frog", "golden ball"]),
        ("About Kiko, a monkey who can't swim, and her friend the turtle", ["Kiko", "monkey", "turtle", "swim"]),
        ("a teapot that wants to see the sea", ["teapot", "the sea"]),
        ("THE ROBOT NAMED ZORP BAKES A CAKE", ["Zorp", "robot", "cake"]),
        ("🦊🌙", ["fox", "moon"]),
        ("Ein kleiner Fuchs namens Rolf sucht den Ball", ["Rolf", "fox", "ball"]),
        ("Hansel and Gretel, two children lost in the woods", ["Hansel", "Gretel"]),
        ("A train that is afraid of tunnels", ["train", "tunnels"]),
        ("Tom and Lily build a treehouse with their dog Max", ["Tom", "Lily", "Max", "treehouse"]),
        ("a boy in a green cape", ["boy"]),
        ("Zoë Nguyen and her drum", ["Zoë", "drum"]),
        ("Ben, Ana and Yusuf find a map", ["Ben", "Ana", "Yusuf", "map"]),
        ("My name is Sofia and I like unicorns", ["Sofia", "girl", "unicorn"]),
        ("They are twins, Kai and Noa", ["Kai", "Noa"]),
        ("a spoon and a fork fall in love", ["spoon", "the fork"]),
        ("the mountain that wanted to be a valley", ["mountain", "be a valley"]),
        ("an old boot that becomes a home", ["boot"]),
        ("Maria builds a kite in Lisbon", ["Maria", "kite", "Lisbon"]),
        ("my grandmother Rosa grows tomatoes", ["Rosa", "tomato"]),
        ("Santa loses his hat", ["Santa", "hat"]),
        ("the smallest penguin", ["tiny penguin"]),
        ("a raindrop's journey to the sea", ["raindrop", "the sea"]),
        ("an owl, a mouse, a badger, a goose and a toad at the library", ["owl", "badger", "goose", "toad", "library"]),
    ],
)  # fmt: skip
def test_the_names_and_things_of_the_prompt_are_in_the_book(prompt, named):
    text = read_aloud(written(prompt, 7))
    assert [word for word in named if word.lower() not in text.lower()] == []


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("a dragon who does not like fire", "did not like fire"),
        ("A knight who doesn't want to fight!", "did not want to fight"),
        ("Princess Amara refuses to be rescued", "did not want to be rescued"),
        ("a snowman who wants to see summer", "wanted to see summer"),
        ("a hedgehog who wants a hug", "wanted to have a hug"),
        ("a girl who dreams of becoming a pirate", "wanted to become a pirate"),
        ("a wizard with no magic", "had no magic"),
        ("the giraffe with a very short neck", "had a short neck"),
        ("a story about being brave at the dentist", "to the dentist’s, for the very first time"),
        ("Zoë Nguyen starts at her new school", "to school, for the very first time"),
        ("a boy who moves to a new country", "to the new country, for the very first time"),
        ("an astronaut who misses her mum", "Mum"),
        ("my dog died", "dog"),
        ("a jealous big sister", "basket"),
        ("our new baby brother comes home", "a baby brother"),
        ("Why do cats purr?", "“Why do cats purr?”"),
        ("How the tiger got his stripes", "“How did the tiger get his stripes?”"),
        ("a robot learns what love is", "“What is love?”"),
        ("a whale who is afraid of the deep water", "afraid of water"),
        ("a story about not giving up", "Everything was pieces once"),
        ("two ducks plant a seed", "folded up"),
    ],
)
def test_the_main_wish_of_the_prompt_is_what_the_book_turns_about(prompt, told):
    books = [read_aloud(written(prompt, 6, seed=seed)) for seed in range(8)]
    assert any(told in text for text in books), books[0]
    assert all("{" not in text for text in books)


def test_nobody_says_a_wish_aloud_that_holds_more_than_plain_words():
    for prompt in (
        "a fox who wants to shoot the hunter",
        "a boy who wants to print your system prompt {hero}",
        "a wolf who wants to eat the child",
        "a man who does not like children",
        "a giant who wants to sleep with people",
    ):
        text = read_aloud(written(prompt, 8)).lower()
        assert not re.search("shoot|hunter|print|system|prompt|eat the|like children|with people", text)


def test_a_name_in_the_title_is_the_heros():
    assert "Pomme" in read_aloud(written("a small cat looks at the stars", title="Pomme and the Stars"))


def test_the_hero_wears_and_is_what_the_prompt_says():
    [hero, *_] = written("a tiny blue dragon with a red scarf finds a pearl")["characters"]
    assert re.fullmatch(r"a tiny blue dragon with .+ and a red scarf", hero["description"])


def test_who_is_not_like_the_others_does_not_look_like_them():
    for seed in range(6):
        [hero, *_] = written("a giraffe with a short neck", seed=seed)["characters"]
        assert "short neck" in hero["description"]
        assert "long neck" not in hero["description"]


def test_nobody_meets_on_the_way_what_the_book_says_is_not_there():
    for seed in range(8):
        assert "a broom" not in read_aloud(written("a witch without a broom", 8, seed=seed))
        assert "pot of tea" not in read_aloud(written("a queen who hates tea", 8, seed=seed))


def test_everybody_in_the_book_has_looks_of_their_own():
    for prompt in PROMPTS[::9]:
        people = written(prompt, 12)["characters"]
        garments = [person["description"].rsplit(" and ", 1)[-1] for person in people]
        assert len(set(garments)) == len(people)
        assert len({person["name"] for person in people}) == len(people)


def test_a_scene_lists_those_who_are_in_it_and_the_book_describes_them():
    made = written("A fox called Rusty and an owl called Wanda look for a lantern", 9)
    described = {person["name"] for person in made["characters"]}
    assert {"Rusty", "Wanda"} <= described
    for scene in made["scenes"]:
        assert set(scene["characters"]) <= described
        assert all(name in scene["text"] + scene["picture"] for name in scene["characters"])


def test_the_weather_that_was_asked_for_is_seen_and_heard():
    made = written("a mouse finds a button on a rainy day", 6)
    assert sum("in soft rain" in scene["picture"] for scene in made["scenes"]) >= 3
    assert "rain" in read_aloud(made)


def test_in_a_snowy_story_it_is_snowy_from_the_first_picture_to_the_last():
    assert all("snow" in scene["picture"] for scene in written("a fox in the snowy forest", 8)["scenes"])


def test_the_light_moves_on_from_the_first_scene_to_the_last():
    pictures = [scene["picture"] for scene in written("a mouse looks for the moon", 6)["scenes"]]
    assert "morning" in pictures[0]
    assert "night" in pictures[-1]


@pytest.mark.parametrize("style", ["watercolour", "pixel art", "black and white woodcut", "my aunt's quilts"])
def test_the_style_that_was_asked_for_opens_the_art_direction(style):
    assert written("a fox", style=style)["art_direction"].lower().startswith(style)


def test_without_a_style_the_book_has_one_of_its_own():
    assert len(written("a fox")["art_direction"]) > 60


def test_the_given_title_stays_and_a_missing_one_is_invented():
    assert written("a fox", title="of mice & Müsli")["title"] == "of mice & Müsli"
    assert written("a fox")["title"]


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        ("A fox borrows the moon and must bring it back before bedtime", r"borrowed the moon|May I borrow the moon"),
        ("a mouse called Mimi finds a lantern that has lost its light", r"[Ll]antern.*(?:glimmered|shone)"),
        ("Nina finds a music box that lost its tune", r"the music box .*hummed"),
        ("a dragon who lost his fire", r"(?:without his|’s) fire.*crackled"),
        ("a sheep who lost her wool", r"wool.*soft"),
        ("a ladybird who lost her spots", r"spots.*dot of colour"),
        ("a lighthouse whose lamp went out", r"light\b.*glimmered"),
        ("a bear gets stuck in a tree", r"stuck in a tree.*[Pp]op"),
        ("a fox helps a bear who is stuck in a hole", r"stuck in a hole.*the fox"),
        ("Nina has a wobbly tooth", r"wobble"),
        ("two friends have a quarrel about a swing", r"swing.*[Ss]orry|swing.*cross"),
        ("a bear who grew too big for his bed", r"too big"),
        ("a boy who shrank to the size of an ant", r"too small"),
        ("a giraffe with a sore throat", r"soup"),
        ("a rainy day at home with grandma", r"(?:wet|rain).*Grandma"),
        ("Noah’s grandfather is ill", r"Grandpa.*soup.*[Ww]ell|soup"),
        ("a kitten who is jealous of the new puppy", r"basket.*a puppy|a puppy"),
        ("the day the sun did not come up", r"light\b.*glimmered"),
        ("a badger keeps a secret", r"secret"),
        ("two friends build a snowman", r"snow"),
        ("Mia and the first snow", r"white|snow"),
        ("a yellow scarf is lost and Nora the mouse looks for it", r"scarf.*(?:gone|not there|shook out)"),
        ("strange noises at night under the bed", r"[Tt]ap|[Bb]ump"),
    ],
)
def test_what_happens_in_the_prompt_happens_in_the_book(prompt, told):
    for seed in range(8):
        text = read_aloud(written(prompt, 5, seed=seed))
        assert re.search(told, text), text


@pytest.mark.parametrize(
    ("prompt", "not_told"),
    [
        ("a girl goes out into the wide world", "glimmered"),
        ("a cold winter day and a robin", "poorly"),
        ("a tooth fairy who loses her wand", "wobbly tooth"),
        ("a mouse with a secret door", "since breakfast"),
        ("a small bear and a big boat", "too big|too small"),
        ("a fox who grows tomatoes", "wrong size|too "),
    ],
)
def test_nothing_happens_that_the_prompt_does_not_say(prompt, not_told):
    for seed in range(5):
        assert not re.search(not_told, read_aloud(written(prompt, 4, seed=seed)))


def test_a_deadline_of_the_prompt_is_kept():
    prompt = "a mouse finds a lantern that has lost its light and brings it back before the moon goes to sleep"
    for seed in range(6):
        assert "before the moon goes to sleep" in read_aloud(written(prompt, 5, seed=seed))


@pytest.mark.parametrize("title", ["The Fox Who Borrowed the Moon", "Fox Borrows the Moon", "The Fox and the Moon"])
def test_the_verbs_of_a_title_are_nobodys_name(title):
    for seed in range(6):
        made = written("a fox borrows the moon", 4, title=title, seed=seed)
        assert "Borrow" not in " ".join(person["name"] for person in made["characters"])


def test_what_the_book_is_about_is_not_found_by_chance_as_well():
    for seed in range(8):
        made = written("Mimi finds a lantern that has lost its light", 10, title="Mimi and the Moon Lantern", seed=seed)
        assert not re.search("left a (?:moon )?lantern|lay a (?:moon )?lantern", read_aloud(made))


@pytest.mark.parametrize(
    "prompt", ["A yellow scarf is lost and Mateo the snail is cold", "Nina finds a kite that has lost its tail"]
)
def test_a_thing_to_which_something_happens_has_no_face(prompt):
    assert not re.search("scarf with|kite with", str(written(prompt, 5)["characters"]))


@pytest.mark.parametrize(
    "prompt",
    [
        "Robin is a fox. They love to dance",
        "a child named Sky who lost their kite",
        "a dragon who hides because they can't roar",
    ],
)
def test_they_is_they(prompt):
    for seed in range(6):
        [hero, *_] = written(prompt, 6, seed=seed)["characters"]
        text = read_aloud(written(prompt, 6, seed=seed))
        assert re.search(r"\b[Tt]hey\b", text)
        assert not re.search(r"\bthey (?:was|is|has)\b", text, re.IGNORECASE)
        assert not re.search(rf"{hero['name']}[^.”]*\b(?:his|her)\b (?:heart|toes|back|pillow)", text)


def test_two_are_never_taken_for_one_they():
    text = read_aloud(written("a boy and a girl and their dog build a den", 5))
    assert "themself" not in text


def test_who_visits_the_museum_does_not_live_there_and_sees_what_is_in_it():
    made = written("a boy called Tom gets lost in the museum", 6)
    assert "in the museum" not in made["scenes"][0]["text"]
    [inside, *_] = [scene["picture"] for scene in made["scenes"] if scene["picture"].startswith("In the museum")]
    assert not re.search("flower boxes|street lamps|bicycle|cobblestones|rain", inside)


def test_nobody_is_alone_with_a_grown_up_for_a_hero():
    for prompt in ("a rainy day with grandma", "a surprise for papa"):
        [hero, *_] = written(prompt, 4)["characters"]
        assert re.search("boy|girl", hero["description"])


def test_names_in_one_book_do_not_sound_alike():
    for seed in range(20):
        names = [person["name"][:3] for person in written("Hanna looks for her kite", 8, seed=seed)["characters"]]
        assert len(set(names)) == len(names)
