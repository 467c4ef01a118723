"""Frames as a film, in the form that the name of the file asks for."""

from __future__ import annotations

import contextlib
import fractions
import itertools
import subprocess
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, written_whole
from keras_pggan.memory import check_room
from keras_pggan.pictures.channels import on_white
from keras_pggan.pictures.grid import as_image, grid
from keras_pggan.pictures.shrunk import shrunk
from keras_pggan.words import lacking

LONGEST_SIDES = {".mp4": 16_384, ".gif": 65_535, ".webp": 16_383}  # pixels
SHEET = ".png"
SHEET_SIDE, SHEET_GAP = 1024, 8  # pixels; of a frame on a sheet at most, and between frames
LEAST_HUNDREDTHS = 2  # of a second, a frame of a .gif; browsers slow down those that have less
EXTRA = "keras_pggan[video]"


def check_film(out: Path | str) -> Path:
    """The path of a film, where one can be written there.

    Raises:
        InputError: another suffix, a folder, a place that cannot be written to, or a format that
            needs what is not installed.
    """
    out = as_path(out)
    suffix = out.suffix.lower()
    if suffix not in (*LONGEST_SIDES, SHEET):
        raise InputError(f"{out}: a name that ends in .mp4, .gif, .webp or .png is expected")
    if out.is_dir():
        raise InputError(f"{out}: a file is expected, this is a folder")
    check_writable(out)
    if suffix == ".mp4":
        _ffmpeg()
    return out


def frame_rate(out: Path, fps: float) -> float:
    """The frames a second that a format has for those wanted.

    >>> frame_rate(Path("a.gif"), 25), frame_rate(Path("a.gif"), 60), frame_rate(Path("a.mp4"), 60)
    (25.0, 50.0, 60)
    """
    return 100 / _hundredths(fps) if out.suffix.lower() == ".gif" else fps


def write_film(frames: Iterable[np.ndarray], out: Path | str, *, fps: float) -> tuple[int, int]:
    """Writes frames, all of one shape, as a film that plays for ever, whole or not at all.

    An .mp4 is H.264 as browsers play it, one frame in memory at a time; an odd side gets one pixel
    more. A .gif and a .webp are held in memory. A .png gets all frames beside each other, large
    ones shrunk. What is transparent stays so in a .webp and a .png, and is laid on white in others.

    Args:
        frames: uint8 (height, width, channels) with 1, 3 or 4 channels; at least one.
        out: the file, which may be replaced.
        fps: frames a second; for a .gif what `frame_rate` gives.

    Returns:
        Height and width of the film in pixels.

    Raises:
        InputError: as `check_film`; or the frames are too large for the format.
        OSError: it could not be written.
    """
    out = check_film(out)
    suffix = out.suffix.lower()
    first, frames = _peeked(frames)
    if max(first.shape) > LONGEST_SIDES.get(suffix, max(first.shape)):
        raise InputError(
            f"{out}: {suffix} has {LONGEST_SIDES[suffix]:,} pixels a side at most, a frame has "
            f"{first.shape[0]:,}x{first.shape[1]:,}; take fewer pictures a frame, or another format"
        )
    with written_whole(out) as temporary:
        if suffix == SHEET:
            return _write_sheet(frames, temporary)
        if suffix == ".mp4":
            return _write_mp4(map(_even, map(_colours, frames)), temporary, fps)
        return _write_images(frames, temporary, fps)


def _peeked(frames: Iterable[np.ndarray]) -> tuple[np.ndarray, Iterator[np.ndarray]]:
    frames = iter(frames)
    first = next(frames)
    return first, itertools.chain([first], frames)


def _hundredths(fps: float) -> int:
    return max(LEAST_HUNDREDTHS, round(100 / fps))


def _colours(frame: np.ndarray) -> np.ndarray:
    """A frame as RGB; on white, where it is transparent."""
    return frame.repeat(3, axis=-1) if frame.shape[-1] == 1 else on_white(frame)


def _even(frame: np.ndarray) -> np.ndarray:
    """A frame with even sides, as the colours of an .mp4 want them: an odd one's end is doubled."""
    height, width = frame.shape[:2]
    return np.pad(frame, ((0, height % 2), (0, width % 2), (0, 0)), mode="edge")


def _write_sheet(frames: Iterable[np.ndarray], path: Path) -> tuple[int, int]:
    sheet = grid(np.stack([shrunk(frame, SHEET_SIDE) for frame in frames]), gap=SHEET_GAP)
    as_image(sheet).save(path, format="PNG")
    return sheet.shape[:2]


def _write_images(frames: Iterable[np.ndarray], path: Path, fps: float) -> tuple[int, int]:
    """A .gif or a .webp."""
    gif = path.suffix.lower() == ".gif"
    images: list[Image.Image] = []
    for frame in frames:
        if not images:
            size = frame.size
        images.append(_gif_image(frame) if gif else as_image(frame))
        check_room("the frames of this film", len(images) * size, "an .mp4 holds one at a time")
    first, *rest = images
    if gif:
        duration = 10 * _hundredths(fps)
        first.save(path, "GIF", save_all=True, append_images=rest, loop=0, duration=duration)
    else:
        ends = np.rint(1000 * np.arange(len(images) + 1) / fps).astype(int)
        first.save(
            path, "WEBP", save_all=True, append_images=rest, loop=0, quality=90,
            duration=np.diff(ends).tolist(),
        )  # fmt: skip
    return first.height, first.width


def _gif_image(frame: np.ndarray) -> Image.Image:
    """In the 256 colours that suit it; gray as it is."""
    if frame.shape[-1] == 1:
        return as_image(frame)
    return as_image(_colours(frame)).quantize(256, dither=Image.Dither.FLOYDSTEINBERG)


def _ffmpeg() -> str:
    try:
        from imageio_ffmpeg import get_ffmpeg_exe
    except ImportError as error:
        raise InputError(lacking(error, "an .mp4", ["imageio_ffmpeg"], EXTRA)) from error
    try:
        return get_ffmpeg_exe()
    except RuntimeError as error:
        raise InputError(
            "an .mp4 needs the program ffmpeg, which imageio_ffmpeg has not got for this machine; "
            "install it, or write a .webp"
        ) from error


def _write_mp4(frames: Iterator[np.ndarray], path: Path, fps: float) -> tuple[int, int]:
    first, frames = _peeked(frames)
    height, width = first.shape[:2]
    rate = str(fractions.Fraction(fps).limit_denominator(1001))
    given = ("-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{width}x{height}", "-r", rate)
    # Colours are marked as what they are: browsers guess by the size where they are not.
    marks = ":".join(f"{each}=bt709" for each in ("colorspace", "color_primaries", "color_trc"))
    filters = f"scale=out_color_matrix=bt709:out_range=tv,setparams={marks}"
    command = [
        *(_ffmpeg(), "-v", "error", "-y", *given, "-i", "-", "-an"),
        *("-vf", filters, "-c:v", "libx264", "-crf", "16", "-pix_fmt", "yuv420p"),
        *("-movflags", "+faststart", f"file:{path}"),
    ]
    _run(command, frames)
    return height, width


def _run(command: list[str], frames: Iterator[np.ndarray]) -> None:
    """Runs a program on frames.

    Raises:
        OSError: it failed.
    """
    said: list[bytes] = []
    # Ctrl-C is for this process alone; and a file that grows too large is an error, not a signal.
    with (
        subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            restore_signals=False,
        ) as process,
        _collected(process.stderr, said),
    ):
        try:
            # A pipe breaks where the program ended before; what it said is told below.
            with contextlib.suppress(BrokenPipeError), process.stdin as pipe:  # type: ignore[union-attr]
                for frame in frames:
                    pipe.write(frame.tobytes())
            code = process.wait()
        except BaseException:
            process.kill()
            raise
    if code:
        text = b"".join(said).decode(errors="replace").strip() or f"it ended with {code}"
        raise OSError(f"ffmpeg could not write the film: {text}")


@contextlib.contextmanager
def _collected(pipe: IO[bytes] | None, found: list[bytes]) -> Iterator[None]:
    """Reads a pipe meanwhile, so that what writes to it never waits."""
    reader = threading.Thread(target=lambda: found.extend(pipe or ()))
    reader.start()
    try:
        yield
    finally:
        reader.join()
