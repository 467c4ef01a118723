"""Draws every Han character of a font as a 64x64 grayscale picture: `kanji.py FONT OUT.npz`.

The font is any with Han characters that Pillow opens, as the serif one of Debian's
`fonts-noto-cjk` (SIL Open Font License): /usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc.
Pictures of 8 pixels and less of ink are left out: the font has no such character.
"""

import sys

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from keras_pggan.data import write_npz

HAN = range(0x4E00, 0xA000)  # the block CJK Unified Ideographs of Unicode
SIDE = 64
GLYPH = 56  # pixels of an em, so that no stroke touches the edge


def main(font_path: str, out: str) -> None:
    """Writes white characters on black, in the order of Unicode."""
    font = ImageFont.truetype(font_path, GLYPH)
    missing = drawn(font, "\uffff")
    pictures = [drawn(font, chr(point)) for point in HAN]
    kept = [picture for picture in pictures if inked(picture) and (picture != missing).any()]
    write_npz(out, np.stack(kept)[..., None])
    print(f"{len(kept):,} characters of {len(HAN):,} in {out}")


def drawn(font: ImageFont.FreeTypeFont, character: str) -> np.ndarray:
    """A character in the middle of a picture."""
    picture = Image.new("L", (SIDE, SIDE))
    ImageDraw.Draw(picture).text((SIDE / 2, SIDE / 2), character, fill=255, font=font, anchor="mm")
    return np.asarray(picture)


def inked(picture: np.ndarray) -> bool:
    """Whether more than a dot is drawn."""
    return int((picture > 127).sum()) > 8


if __name__ == "__main__":
    main(*sys.argv[1:])
