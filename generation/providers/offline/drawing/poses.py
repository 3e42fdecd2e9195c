"""Where hands and feet go. Units: a standing hero is some 100 high, feet at y = 0, and faces right."""

from dataclasses import dataclass

from .svg import Point


@dataclass(frozen=True)
class Pose:
    """`far` and `near` are the two sides; `sink` lowers the body, `tilt` turns the head, `nod` below 0 looks up."""

    far_hand: Point = (20, -25)
    near_hand: Point = (-20, -25)
    far_foot: Point = (9, -4)
    near_foot: Point = (-9, -4)
    sink: float = 0
    lean: float = 0
    tilt: float = 0
    nod: float = 0
    turn: float = 0.3
    seated: bool = False


POSES = {
    "stand": Pose(),
    "walk": Pose((24, -29), (-22, -31), (14, -4), (-13, -6), lean=4, turn=0.75, tilt=2),
    "run": Pose((28, -38), (-27, -38), (19, -5), (-19, -10), lean=10, turn=0.9, tilt=4),
    "sit": Pose((13, -17), (-13, -17), (15, -6), (-15, -6), sink=10, seated=True),
    "wave": Pose((20, -25), (-36, -66), tilt=4, turn=0.2),
    "hug": Pose((31, -43), (24, -36), lean=5, turn=0.8, tilt=7),
    "reach": Pose((35, -55), (-17, -28), lean=4, turn=0.7, nod=-3, tilt=-4),
    "point": Pose((38, -50), (-18, -27), turn=0.75),
    "look_up": Pose((17, -30), (-17, -30), tilt=-10, nod=-6, turn=0.55),
    "cheer": Pose((35, -70), (-35, -70), tilt=-3, nod=-2, turn=0.1),
    "hold": Pose((27, -36), (-17, -28), turn=0.45),
    "carry": Pose((16, -33), (-12, -31), turn=0.3),
    "crouch": Pose((22, -16), (-14, -14), (13, -4), (-13, -4), sink=8, lean=8, turn=0.7, nod=5, tilt=8),
    "think": Pose((11, -47), (-13, -27), tilt=-6, nod=-3, turn=0.45),
    "sleep": Pose(seated=True),
    "lie": Pose(seated=True, nod=-4),
    "fly": Pose((36, -52), (-36, -52), (7, -7), (-9, -5), lean=10, turn=0.7),
    "swim": Pose((30, -42), (-30, -42), turn=0.6),
}
