#!/usr/bin/env python3
"""Draws a captured terminal screen as a PNG: the picture at the top of the README.

    PEERSCOPE_PICTURE=target/screen.ansi cargo test --test journey
    python3 tests/support/picture.py target/screen.ansi protocol-spec/screen.png

Needs Pillow and the font DejaVu Sans Mono (Debian: python3-pil fonts-dejavu-core). Understands what `tmux capture-pane
-p -e -N` writes for the colours and attributes that peerscope uses; the text must have characters one cell wide only.
"""

import re
import sys
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw, ImageFont

FONTS = "/usr/share/fonts/truetype/dejavu/DejaVuSansMono"
SIZE_PX = 15
FOREGROUND, BACKGROUND = (0xD4, 0xD4, 0xD4), (0x12, 0x12, 0x12)
SIXTEEN = """000000 cd3131 0dbc79 e5e510 2472c8 bc3fbc 11a8cd e5e5e5
             666666 f14c4c 23d18b f5f543 3b8eea d670d6 29b8db ffffff""".split()
ESCAPE = re.compile(r"\x1b\[([0-9;]*)m")


@dataclass(frozen=True)
class Style:
    foreground: tuple | None = None
    background: tuple | None = None
    bold: bool = False
    dim: bool = False
    underlined: bool = False
    reversed: bool = False

    def colours(self):
        pair = (self.foreground or FOREGROUND, self.background or BACKGROUND)
        front, back = reversed(pair) if self.reversed else pair
        if self.dim:
            front = tuple((2 * f + b) // 3 for f, b in zip(front, back))
        return front, back


def indexed(number):
    """A colour of the 256 that xterm has."""
    if number < 16:
        return tuple(bytes.fromhex(SIXTEEN[number]))
    if number < 232:
        number -= 16
        return tuple(55 + 40 * v if v else 0 for v in (number // 36, number // 6 % 6, number % 6))
    return (8 + 10 * (number - 232),) * 3


def styled(style, parameters):
    """The style after one SGR sequence (ECMA-48, 8.3.117)."""
    codes = iter([int(code or 0) for code in parameters.split(";")])
    for code in codes:
        if code == 0:
            style = Style()
        elif code in (1, 2, 4, 7):
            style = replace(style, **{{1: "bold", 2: "dim", 4: "underlined", 7: "reversed"}[code]: True})
        elif code == 22:
            style = replace(style, bold=False, dim=False)
        elif code in (24, 27):
            style = replace(style, **{{24: "underlined", 27: "reversed"}[code]: False})
        elif code in (38, 48):
            kind = next(codes)
            colour = indexed(next(codes)) if kind == 5 else tuple(next(codes) for _ in range(3))
            style = replace(style, **{"foreground" if code == 38 else "background": colour})
        elif code in (39, 49):
            style = replace(style, **{"foreground" if code == 39 else "background": None})
        elif 30 <= code <= 37 or 90 <= code <= 97:
            style = replace(style, foreground=indexed(code - 30 if code < 90 else code - 82))
        elif 40 <= code <= 47 or 100 <= code <= 107:
            style = replace(style, background=indexed(code - 40 if code < 100 else code - 92))
    return style


def cells(text):
    """Rows of (character, style)."""
    style = Style()
    for line in text.splitlines():
        row = []
        for number, part in enumerate(ESCAPE.split(line)):
            if number % 2:
                style = styled(style, part)
            else:
                row += [(character, style) for character in part]
        yield row


def main(source, target):
    with open(source, encoding="utf-8") as file:
        rows = list(cells(file.read()))
    plain, bold = (ImageFont.truetype(f"{FONTS}{kind}.ttf", SIZE_PX) for kind in ("", "-Bold"))
    width, height = round(plain.getlength("M")), sum(plain.getmetrics())
    size = (max(map(len, rows)) * width, len(rows) * height)
    picture = Image.new("RGB", size, BACKGROUND)
    draw = ImageDraw.Draw(picture)
    for y, row in enumerate(rows):
        for x, (character, style) in enumerate(row):
            front, back = style.colours()
            left, top = x * width, y * height
            draw.rectangle((left, top, left + width - 1, top + height - 1), fill=back)
            draw.text((left, top), character, font=bold if style.bold else plain, fill=front)
            if style.underlined:
                draw.line((left, top + height - 2, left + width - 1, top + height - 2), fill=front)
    picture.quantize(64).save(target, optimize=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
