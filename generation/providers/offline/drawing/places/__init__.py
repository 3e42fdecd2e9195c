"""Where a scene plays. PLACES maps a place's name to the function that paints it."""

from collections.abc import Callable

from ..stage import Scenery, Stage
from . import beyond, built, land, rooms, underwater, waters, woods

PLACES: dict[str, Callable[[Stage], Scenery]] = {
    "forest": woods.forest,
    "jungle": woods.jungle,
    "meadow": land.meadow,
    "garden": land.garden,
    "mountain": land.mountain,
    "desert": land.desert,
    "snow": land.snow,
    "beach": waters.beach,
    "sea": waters.sea,
    "river": waters.river,
    "lake": waters.lake,
    "underwater": underwater.underwater,
    "village": built.village,
    "farm": built.farm,
    "castle": built.castle_hill,
    "bedroom": rooms.bedroom,
    "kitchen": rooms.kitchen,
    "room": rooms.room,
    "library": rooms.library,
    "cave": beyond.cave,
    "sky": beyond.above_the_clouds,
    "space": beyond.space,
}
