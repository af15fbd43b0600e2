"""Pictures of the products, drawn when the shop is loaded: nobody else's rights, no downloads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from colorsys import hls_to_rgb, rgb_to_hls
from io import BytesIO
from math import cos, pi, sin
from zlib import crc32

from PIL import Image, ImageColor, ImageDraw, ImageFont

from sandbox.demo.pictograms import DRAWINGS, WHITE, Colour, Pen

SIZE = 480
_DRAWN = 2 * SIZE  # drawn large and shrunk, for smooth edges


def product_picture(sku: str, colour: str, pictogram: str) -> bytes:
    """A JPEG for the product `sku`: its category's colour and pictogram, its own shade and pattern."""
    chance = crc32(sku.encode())
    ground = _shade(colour, hue=(chance % 15 - 7) / 250, light=(chance // 15 % 9 - 4) / 60)
    image = Image.new("RGB", (_DRAWN, _DRAWN), ground)
    canvas = ImageDraw.Draw(image)
    pattern = _PATTERNS[chance // 135 % len(_PATTERNS)]
    pattern(canvas, _blend(ground, WHITE, 0.10))
    disc = _blend(ground, WHITE, 0.20)
    pen = Pen(canvas, _DRAWN / 100, disc)
    pen.disc(50, 50, 39, fill=disc)
    DRAWINGS[pictogram](pen)
    return _jpeg(image.resize((SIZE, SIZE), Image.Resampling.BOX))


def missing_picture() -> bytes:
    """What is shown for a product without a picture."""
    image = Image.new("RGB", (SIZE, SIZE), (226, 224, 219))
    font = ImageFont.load_default(SIZE // 3)
    ImageDraw.Draw(image).text((SIZE / 2, SIZE / 2), "?", fill=WHITE, font=font, anchor="mm")
    return _jpeg(image)


def _stripes(canvas: ImageDraw.ImageDraw, colour: Colour) -> None:
    for start in range(-_DRAWN, _DRAWN, _DRAWN // 9):
        canvas.line([(start, _DRAWN), (start + _DRAWN, 0)], fill=colour, width=_DRAWN // 36)


def _dots(canvas: ImageDraw.ImageDraw, colour: Colour) -> None:
    step = _DRAWN // 10
    for row in range(11):
        for column in range(11):
            x, y = column * step + (step // 2 if row % 2 else 0), row * step
            canvas.ellipse([x - step / 6, y - step / 6, x + step / 6, y + step / 6], fill=colour)


def _waves(canvas: ImageDraw.ImageDraw, colour: Colour) -> None:
    for row in range(0, _DRAWN + 1, _DRAWN // 10):
        wave = [(x, row + sin(x / _DRAWN * 6 * pi) * _DRAWN / 45) for x in range(0, _DRAWN + 1, 12)]
        canvas.line(wave, fill=colour, width=_DRAWN // 80)


def _rays(canvas: ImageDraw.ImageDraw, colour: Colour) -> None:
    middle = _DRAWN / 2
    for ray in range(0, 24, 2):
        corners: list[tuple[float, float]] = [(middle, middle)]
        corners += [(middle + _DRAWN * cos(a * pi / 12), middle + _DRAWN * sin(a * pi / 12)) for a in (ray, ray + 1)]
        canvas.polygon(corners, fill=colour)


_PATTERNS: Sequence[Callable[[ImageDraw.ImageDraw, Colour], None]] = (_stripes, _dots, _waves, _rays)


def _shade(colour: str, *, hue: float, light: float) -> Colour:
    red, green, blue = ImageColor.getrgb(colour)[:3]
    h, lightness, saturation = rgb_to_hls(red / 255, green / 255, blue / 255)
    lightness = min(max(lightness + light, 0.2), 0.7)
    turned = hls_to_rgb((h + hue) % 1, lightness, saturation)
    return round(turned[0] * 255), round(turned[1] * 255), round(turned[2] * 255)


def _blend(one: Colour, other: Colour, share: float) -> Colour:
    mixed = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return mixed[0], mixed[1], mixed[2]


def _jpeg(image: Image.Image) -> bytes:
    target = BytesIO()
    image.save(target, "JPEG", quality=85)
    return target.getvalue()
