"""Draws one picture of a story as SVG and paints it. Text goes in as words looked up in tables; none of it gets out.

reading      what a text asks for: who, doing what, how they feel, which things (setting: where and when)
framing      who stands where, and how near the reader is
page         composes it: scenery, cast, things, light, the frame in front
paint        pixels, and the hand that painted them (styles)
"""
