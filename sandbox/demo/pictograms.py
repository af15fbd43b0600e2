"""Simple pictures of kinds of goods, drawn on a field of 100 × 100."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from PIL.ImageDraw import ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)


@dataclass(frozen=True)
class Pen:
    """Draws in units of a hundredth of the picture; `ground` is the colour of holes."""

    canvas: ImageDraw
    scale: float
    ground: Colour

    def shape(self, points: Sequence[Point], fill: Colour = WHITE) -> None:
        """A filled polygon."""
        self.canvas.polygon([(x * self.scale, y * self.scale) for x, y in points], fill=fill)

    def disc(self, x: float, y: float, across: float, down: float = 0.0, fill: Colour = WHITE) -> None:
        """A filled circle or ellipse around a centre, by its radii."""
        down = down or across
        self.canvas.ellipse([part * self.scale for part in (x - across, y - down, x + across, y + down)], fill=fill)

    def box(self, x: float, y: float, width: float, height: float, round_by: float = 2, fill: Colour = WHITE) -> None:
        """A filled rectangle with round corners, by its upper left corner."""
        corners = [part * self.scale for part in (x, y, x + width, y + height)]
        self.canvas.rounded_rectangle(corners, radius=round_by * self.scale, fill=fill)

    def stroke(self, points: Sequence[Point], width: float = 3, fill: Colour = WHITE) -> None:
        """A line through points."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self.canvas.line(scaled, fill=fill, width=round(width * self.scale), joint="curve")


def _mug(pen: Pen) -> None:
    pen.disc(67, 52, 12)
    pen.disc(67, 52, 6.5, fill=pen.ground)
    pen.box(32, 36, 34, 36, 6)
    pen.box(32, 36, 34, 6, 3)
    for x in (41, 49, 57):
        pen.stroke([(x, 32), (x + 2, 28), (x - 1, 24), (x + 1, 20)], 2)


def _candle(pen: Pen) -> None:
    pen.box(40, 42, 20, 34, 2)
    pen.stroke([(50, 42), (50, 36)], 2)
    pen.shape([(50, 18), (57, 30), (50, 37), (43, 30)])
    pen.disc(50, 31, 3.5, 4.5, fill=pen.ground)
    pen.box(32, 74, 36, 5, 2.5)


def _cloth(pen: Pen) -> None:
    pen.box(30, 24, 40, 50, 3)
    for y in (58, 64):
        pen.box(30, y, 40, 2.5, 0, fill=pen.ground)
    for x in range(31, 70, 4):
        pen.stroke([(x, 74), (x, 79)], 1.5)


def _leaf(pen: Pen) -> None:
    pen.shape([(30, 70), (28, 46), (42, 28), (72, 24), (70, 52), (54, 68)])
    pen.stroke([(24, 78), (40, 60), (64, 33)], 2.5, fill=pen.ground)
    pen.stroke([(44, 56), (44, 44)], 2, fill=pen.ground)
    pen.stroke([(50, 49), (61, 50)], 2, fill=pen.ground)


def _jar(pen: Pen) -> None:
    pen.box(36, 22, 28, 9, 2)
    pen.box(32, 33, 36, 44, 8)
    pen.box(37, 46, 26, 20, 2, fill=pen.ground)
    pen.disc(50, 56, 6)


def _sweet(pen: Pen) -> None:
    pen.disc(50, 50, 15)
    pen.shape([(37, 50), (22, 38), (22, 62)])
    pen.shape([(63, 50), (78, 38), (78, 62)])
    pen.stroke([(42, 42), (50, 60)], 3, fill=pen.ground)
    pen.stroke([(51, 38), (59, 56)], 3, fill=pen.ground)


def _book(pen: Pen) -> None:
    pen.shape([(22, 30), (49, 36), (49, 76), (22, 69)])
    pen.shape([(78, 30), (51, 36), (51, 76), (78, 69)])
    for y in (42, 50, 58):
        pen.stroke([(28, y - 2), (43, y + 1)], 2, fill=pen.ground)
        pen.stroke([(72, y - 2), (57, y + 1)], 2, fill=pen.ground)


def _notebook(pen: Pen) -> None:
    pen.box(32, 22, 38, 56, 3)
    for y in range(28, 76, 8):
        pen.box(28, y, 9, 3, 1.5)
        pen.disc(38, y + 1.5, 1.8, fill=pen.ground)
    for y in (38, 46, 54):
        pen.stroke([(45, y), (64, y)], 2, fill=pen.ground)


def _pencil(pen: Pen) -> None:
    pen.shape([(24, 76), (28, 62), (38, 72)])
    pen.shape([(30, 60), (62, 28), (72, 38), (40, 70)])
    pen.shape([(65, 25), (70, 20), (80, 30), (75, 35)])
    pen.stroke([(36, 64), (66, 34)], 2, fill=pen.ground)


def _star(pen: Pen) -> None:
    corners = [
        (50 + r * sin(i * pi / 5), 51 - r * cos(i * pi / 5)) for i in range(10) for r in [30 if i % 2 == 0 else 13]
    ]
    pen.shape(corners)
    pen.disc(44, 48, 2.2, fill=pen.ground)
    pen.disc(56, 48, 2.2, fill=pen.ground)
    pen.stroke([(44, 55), (50, 59), (56, 55)], 2, fill=pen.ground)


def _shirt(pen: Pen) -> None:
    pen.shape([(40, 26), (60, 26), (80, 38), (73, 50), (66, 46), (66, 76), (34, 76), (34, 46), (27, 50), (20, 38)])
    pen.disc(50, 25, 9, 6, fill=pen.ground)


def _sock(pen: Pen) -> None:
    pen.box(42, 22, 20, 34, 2)
    pen.shape([(42, 50), (62, 50), (62, 66), (50, 78), (30, 78), (28, 68)])
    pen.disc(33, 71, 7)
    for y in (28, 34):
        pen.box(42, y, 20, 2.5, 0, fill=pen.ground)


def _die(pen: Pen) -> None:
    pen.box(28, 28, 44, 44, 7)
    for x, y in ((39, 39), (61, 39), (50, 50), (39, 61), (61, 61)):
        pen.disc(x, y, 4.2, fill=pen.ground)


def _drop(pen: Pen) -> None:
    pen.disc(50, 58, 19)
    pen.shape([(50, 20), (67, 50), (33, 50)])
    pen.disc(43, 60, 5, 8, fill=pen.ground)
    pen.disc(46, 58, 5, 8)


def _lamp(pen: Pen) -> None:
    pen.shape([(40, 22), (60, 22), (72, 48), (28, 48)])
    pen.box(48, 48, 4, 24, 0)
    pen.box(34, 72, 32, 5, 2.5)
    pen.stroke([(62, 48), (62, 58)], 1.5)
    pen.disc(62, 60, 2)


def _ticket(pen: Pen) -> None:
    pen.box(20, 34, 60, 32, 3)
    for x in (20, 80):
        pen.disc(x, 50, 6, fill=pen.ground)
    for y in range(37, 66, 5):
        pen.box(61, y, 2, 2.5, 0, fill=pen.ground)
    pen.stroke([(33, 44), (53, 44)], 2.5, fill=pen.ground)
    pen.stroke([(33, 52), (53, 52)], 2.5, fill=pen.ground)


def _wrench(pen: Pen) -> None:
    pen.stroke([(34, 66), (60, 40)], 11)
    pen.disc(65, 35, 15)
    pen.shape([(66, 34), (70, 14), (86, 30)], fill=pen.ground)
    pen.disc(33, 67, 10)
    pen.disc(33, 67, 4, fill=pen.ground)


def _gift(pen: Pen) -> None:
    pen.box(28, 46, 44, 32, 2)
    pen.box(24, 36, 52, 11, 2)
    pen.box(46.5, 36, 7, 42, 0, fill=pen.ground)
    for x in (41, 59):
        pen.disc(x, 29, 9, 6)
        pen.disc(x, 29, 4.5, 2.5, fill=pen.ground)


DRAWINGS: Mapping[str, Callable[[Pen], None]] = {
    "mug": _mug,
    "candle": _candle,
    "cloth": _cloth,
    "leaf": _leaf,
    "jar": _jar,
    "sweet": _sweet,
    "book": _book,
    "notebook": _notebook,
    "pencil": _pencil,
    "star": _star,
    "shirt": _shirt,
    "sock": _sock,
    "die": _die,
    "drop": _drop,
    "lamp": _lamp,
    "ticket": _ticket,
    "wrench": _wrench,
    "gift": _gift,
}
