"""ICC profiles made by hand (ICC.1:2001-04), and the colours that they mean."""

import struct

import numpy as np

# Of the illuminant D50, the white of all profiles.
D50 = np.array([0.9642, 1.0, 0.8249])
# Linear sRGB to XYZ, adapted to D50 (IEC 61966-2-1, Bradford).
SRGB = np.array(
    [
        [0.4360747, 0.3850649, 0.1430804],
        [0.2225045, 0.7168786, 0.0606169],
        [0.0139322, 0.0971045, 0.7141733],
    ]
)
# Of a wider space, whose primaries are those of Display P3 (SMPTE EG 432-1), likewise.
WIDE = np.array(
    [
        [0.5151187, 0.2919778, 0.1571035],
        [0.2411892, 0.6922441, 0.0665668],
        [-0.0010505, 0.0418791, 0.7840713],
    ]
)


def _fixed(value):
    return struct.pack(">i", round(value * 65536))


def _xyz(values):
    return b"XYZ \0\0\0\0" + b"".join(map(_fixed, values))


def _curve(gamma):
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"


def _profile(kind, space, connection, tags):
    tags = {b"desc": b"desc" + bytes(8) + b"\0\0\0\1\0" + bytes(78), **tags}
    tags[b"cprt"] = b"text\0\0\0\0none\0\0\0\0"
    tags[b"wtpt"] = _xyz(D50)
    place, table, content = 128 + 4 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        value += bytes(-len(value) % 4)
        table += name + struct.pack(">II", place + len(content), len(value))
        content += value
    size = place + len(content)
    head = struct.pack(">I4sI4s4s4s", size, b"\0\0\0\0", 0x02400000, kind, space, connection)
    head += struct.pack(">6H4s", 2020, 1, 1, 0, 0, 0, b"acsp") + bytes(28)
    head += b"".join(map(_fixed, D50)) + bytes(48)
    return head + struct.pack(">I", len(tags)) + table + content


def of_primaries(to_xyz=WIDE, gamma=2.2):
    """A profile of RGB with primaries (columns, of white D50) and a power for its levels."""
    tags = {
        name: _xyz(column)
        for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), to_xyz.T, strict=True)
    }
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), _curve(gamma))
    return _profile(b"mntr", b"RGB ", b"XYZ ", tags)


def of_gray(gamma=1.0):
    """A profile of gray with a power for its levels."""
    return _profile(b"mntr", b"GRAY", b"XYZ ", {b"kTRC": _curve(gamma)})


def of_inks(colours):
    """A profile of CMYK by the sRGB colours 0..255 of its 16 corners, (16, 3); black comes last."""
    lab = np.stack([to_lab(np.asarray(colour) / 255) for colour in colours])
    encoded = np.round(lab * (2.55, 1, 1) + (0, 128, 128)).clip(0, 255).astype(np.uint8)
    table = b"mft1\0\0\0\0" + bytes((4, 3, 2, 0))
    table += b"".join(map(_fixed, np.eye(3).ravel()))
    table += bytes(range(256)) * 4 + encoded.tobytes() + bytes(range(256)) * 3
    return _profile(b"prtr", b"CMYK", b"Lab ", {b"A2B0": table})


def to_lab(colour):
    """Of sRGB in 0..1."""
    linear = np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4)
    share = SRGB @ linear / D50
    root = np.where(share > 216 / 24389, np.cbrt(share), (24389 / 27 * share + 16) / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def to_srgb(linear):
    """Linear sRGB (..., 3) as levels 0..255, not rounded; NaN where sRGB has no such colour."""
    linear = np.where((linear < -0.001) | (linear > 1.001), np.nan, linear).clip(0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def expected_of_primaries(levels, to_xyz=WIDE, gamma=2.2):
    """What levels (..., 3) of a space are in sRGB."""
    return to_srgb((levels / 255) ** gamma @ to_xyz.T @ np.linalg.inv(SRGB).T)
