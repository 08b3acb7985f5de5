"""Writes the outlines of Liberation Sans as src/report/charts/png/text.rs reads them.

    pip install fonttools
    python make.py FOLDER     # with LiberationSans-Regular.ttf and LiberationSans-Bold.ttf, 2.1.5

A file has, in big-endian order: the units of the size and the number of characters, 16 bits each; for each character, in
ascending order, its number (32 bits), the width of its glyph, the length of its outline in bytes (16 bits each) and the
place of the outline after this table (32 bits); then the outlines. An outline is a sequence of steps: a letter (M, L, Q or
Z) and its coordinates, 16 bits each.
"""

import struct
import sys
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

RANGES = [
    (0x20, 0x24F), (0x2B0, 0x2FF), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x590, 0x5FF), (0x1E00, 0x1EFF),
    (0x2000, 0x206F), (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2190, 0x2199), (0x2200, 0x22FF),
    (0x25A0, 0x25FF), (0xFB00, 0xFB4F),
]


class Steps(BasePen):
    def __init__(self, glyphs):
        super().__init__(glyphs)
        self.bytes = b""

    def add(self, letter, *points):
        self.bytes += letter + b"".join(struct.pack(">hh", round(x), round(y)) for x, y in points)

    def _moveTo(self, point):
        self.add(b"M", point)

    def _lineTo(self, point):
        self.add(b"L", point)

    def _qCurveToOne(self, control, point):
        self.add(b"Q", control, point)

    def _closePath(self):
        self.add(b"Z")


def write(source, target):
    font = TTFont(source)
    names, widths, glyphs = font.getBestCmap(), font["hmtx"], font.getGlyphSet()
    characters = [c for low, high in RANGES for c in range(low, high + 1) if c in names]
    table, outlines = b"", b""
    for character in sorted(characters):
        pen = Steps(glyphs)
        glyphs[names[character]].draw(pen)
        place = (character, widths[names[character]][0], len(pen.bytes), len(outlines))
        table += struct.pack(">IHHI", *place)
        outlines += pen.bytes
    with open(target, "wb") as file:
        file.write(struct.pack(">HH", font["head"].unitsPerEm, len(characters)) + table + outlines)


write(sys.argv[1] + "/LiberationSans-Regular.ttf", "sans-regular.glyphs")
write(sys.argv[1] + "/LiberationSans-Bold.ttf", "sans-bold.glyphs")
