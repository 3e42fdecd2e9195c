"""The hour of the day: the colours of the sky, and what the light makes of every other colour."""

from dataclasses import dataclass, replace

from .colour import mix, multiply


@dataclass(frozen=True)
class Light:
    """`sky` from the top down; `tint` colours everything it falls on by `strength`; `haze` is the far distance."""

    hour: str
    sky: tuple[str, str, str]
    haze: str
    tint: str
    strength: float
    shade: str
    beam: str

    def on(self, colour: str, far: float = 0.0, share: float = 1.0) -> str:
        """The colour of a thing in this light; `far` 0 is here, 1 the horizon; heroes take a smaller `share` of it."""
        lit = mix(colour, multiply(colour, self.tint), self.strength * share)
        return mix(lit, self.haze, far)

    @property
    def dark(self) -> bool:
        return self.hour == "night"


LIGHTS = {
    "dawn": Light("dawn", ("#86a8d8", "#f3bdbf", "#ffe4b5"), "#f4d2c6", "#ffdcd0", 0.62, "#5b4470", "#fff0c2"),
    "day": Light("day", ("#63b3e0", "#aedcea", "#f3f1d6"), "#d3e8e6", "#fff7e6", 0.8, "#34456b", "#fff3b8"),
    "afternoon": Light("day", ("#79b4d6", "#cfe0cf", "#fbe6b4"), "#eadfbe", "#ffe6bd", 0.85, "#4b4668", "#ffe39a"),
    "dusk": Light("dusk", ("#4d4b92", "#cf7391", "#ffbb7d"), "#cf8f9d", "#f0a79c", 0.68, "#3a2454", "#ffd08a"),
    "night": Light("night", ("#0e1640", "#253c7c", "#5878ae"), "#3d5793", "#5a70bd", 0.9, "#0b1030", "#fdf3c9"),
}


def overcast(light: Light, amount: float) -> Light:
    """The same hour under cloud: greyer, nearer, without beams."""
    if amount > 0.75:
        return overcast(
            replace(light, sky=tuple(mix(c, "#5f6b80", 0.55) for c in light.sky), tint=mix(light.tint, "#8592a8", 0.5)),
            0.5,
        )
    grey = {"night": "#2c3658", "dusk": "#7d6580", "dawn": "#b9b0ba"}.get(light.hour, "#b4c0c9")
    sky = tuple(mix(colour, grey, amount) for colour in light.sky)
    tint = mix(light.tint, mix(light.tint, grey, 0.5), amount)
    return Light(light.hour, sky, mix(light.haze, grey, amount * 0.8), tint, light.strength, light.shade, light.beam)
