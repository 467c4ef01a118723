"""Films are read back as they were written, in every format."""

import sys

import imageio_ffmpeg
import numpy as np
import pytest
from PIL import Image, ImageSequence

from keras_pggan.errors import InputError
from keras_pggan.pictures import film
from keras_pggan.pictures.film import check_film, frame_rate, write_film

FORMATS = pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webp"])


def frames_of(channels=3, count=10, height=32, width=48):
    """A bright bar that moves over coloured ground; the right half is transparent, if it may be."""
    made = np.zeros((count, height, width, channels), np.uint8)
    made[..., : min(channels, 3)] = np.array([40, 90, 140], np.uint8)[: min(channels, 3)]
    for index in range(count):
        made[index, :, 2 * index : 2 * index + 6] = 230
    if channels == 4:
        made[..., : width // 2, 3], made[..., width // 2 :, 3] = 255, 0
    return made


def seen(frames):
    """Frames as they look on white, float RGB."""
    colours = frames[..., :3].astype(float)
    if frames.shape[-1] == 4:
        share = frames[..., 3:] / 255
        colours = colours * share + 255 * (1 - share)
    return colours.repeat(3, axis=-1) if colours.shape[-1] == 1 else colours


def read(path):
    """Frames (count, height, width, 3), and the seconds of each."""
    if path.suffix == ".mp4":
        reader = imageio_ffmpeg.read_frames(path)
        about = next(reader)
        assert (about["codec"], about["pix_fmt"].partition("(")[0]) == ("h264", "yuv420p")
        width, height = about["size"]
        frames = [np.frombuffer(each, np.uint8).reshape(height, width, 3) for each in reader]
        return np.stack(frames), [1 / about["fps"]] * len(frames)
    with Image.open(path) as image:
        assert image.info["loop"] == 0
        frames, seconds = [], []
        for each in ImageSequence.Iterator(image):
            frames.append(np.asarray(each.convert("RGB")))
            seconds.append(each.info["duration"] / 1000)
    return np.stack(frames), seconds


@FORMATS
@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_film_is_read_back_as_it_was_written(tmp_path, suffix, channels):
    out, frames = tmp_path / f"new/a{suffix}", frames_of(channels)
    assert write_film(iter(frames), out, fps=20) == (32, 48)
    again, seconds = read(out)
    assert again.shape == (10, 32, 48, 3)
    assert seconds == pytest.approx([0.05] * 10)
    visible = frames[..., 3] > 0 if channels == 4 and suffix == ".webp" else np.ones((10, 32, 48))
    assert np.abs(again - seen(frames))[visible > 0].mean() < 6
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_webp_stays_transparent_where_frames_are(tmp_path):
    write_film(frames_of(4), tmp_path / "a.webp", fps=20)
    alpha = np.asarray(Image.open(tmp_path / "a.webp").convert("RGBA"))[..., 3]
    np.testing.assert_array_equal(alpha, frames_of(4)[0, ..., 3])


def test_odd_sides_of_an_mp4_get_a_pixel_more(tmp_path):
    assert write_film(frames_of(height=33, width=47), tmp_path / "a.mp4", fps=20) == (34, 48)
    frames, _ = read(tmp_path / "a.mp4")
    assert frames.shape == (10, 34, 48, 3)
    assert np.abs(frames[:, 33].astype(int) - frames[:, 32]).mean() < 4


def test_an_mp4_can_be_played_before_all_of_it_is_there(tmp_path):
    write_film(frames_of(), tmp_path / "a.mp4", fps=20)
    content = (tmp_path / "a.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


@pytest.mark.parametrize("fps", [12.5, 29.97, 30, 60])
def test_the_speed_is_that_wanted_or_the_nearest_that_the_format_has(tmp_path, fps):
    for suffix, each in ((".mp4", 1 / fps), (".webp", 1 / fps), (".gif", round(100 / fps) / 100)):
        out = tmp_path / f"a{suffix}"
        write_film(frames_of(), out, fps=frame_rate(out, fps))
        frames, seconds = read(out)
        assert len(frames) == 10
        assert sum(seconds) == pytest.approx(10 * each, abs=1e-3)
        assert 1 / frame_rate(out, fps) == pytest.approx(each)


def test_a_png_gets_all_frames_on_one_sheet_large_ones_shrunk(tmp_path):
    frames = frames_of(count=4)
    assert write_film(frames, tmp_path / "a.png", fps=20) == (2 * 32 + 8, 2 * 48 + 8)
    sheet = np.asarray(Image.open(tmp_path / "a.png"))
    np.testing.assert_array_equal(sheet[40:, 56:], frames[3])
    assert (sheet[32:40] == 255).all()
    large = frames_of(1, count=2, height=2048, width=4)
    assert write_film(large, tmp_path / "a.png", fps=20) == (1024, 2 * 2 + 8)


@pytest.mark.parametrize("suffix", [".mp4", ".gif", ".webp", ".png"])
def test_a_film_that_fails_leaves_what_was_there(tmp_path, suffix):
    def broken():
        yield from frames_of(count=3)
        raise InputError("broken")

    out = tmp_path / f"a{suffix}"
    out.write_text("older")
    with pytest.raises(InputError, match="broken"):
        write_film(broken(), out, fps=20)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(out.name, "older")]


def test_what_ffmpeg_says_of_a_failure_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(film, "_even", lambda frame: frame)
    with pytest.raises(OSError, match=r"^ffmpeg could not write the film: .*not divisible by 2"):
        write_film(frames_of(height=33), tmp_path / "a.mp4", fps=20)
    assert list(tmp_path.iterdir()) == []


def test_a_frame_that_is_too_large_for_a_format_is_refused(tmp_path):
    says = (
        "a.webp: .webp has 16,383 pixels a side at most, a frame has 1x16,384; "
        "take fewer pictures a frame, or another format"
    )
    with pytest.raises(InputError, match=f"{says}$"):
        write_film(frames_of(1, height=1, width=16_384), tmp_path / "a.webp", fps=20)


def test_more_frames_than_memory_holds_are_refused_but_for_an_mp4(tmp_path, monkeypatch):
    monkeypatch.setattr("keras_pggan.memory.host_memory", lambda: 20_000)
    for suffix in (".gif", ".webp"):
        with pytest.raises(InputError, match=r"an \.mp4 holds one at a time"):
            write_film(frames_of(), tmp_path / f"a{suffix}", fps=20)
    write_film(frames_of(), tmp_path / "a.mp4", fps=20)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("a.avi", "a name that ends in .mp4, .gif, .webp or .png is expected"),
        ("a", "a name that ends in .mp4, .gif, .webp or .png is expected"),
        ("folder.gif", "a file is expected, this is a folder"),
        ("file/a.gif", "{folder}/file is a file, a folder is expected there"),
    ],
)
def test_a_place_where_no_film_can_be_is_told(tmp_path, name, says):
    (tmp_path / "folder.gif").mkdir()
    (tmp_path / "file").write_text("note")
    with pytest.raises(InputError) as told:
        check_film(tmp_path / name)
    assert str(told.value) == f"{tmp_path / name}: {says.format(folder=tmp_path)}"


def test_an_mp4_names_the_package_that_it_needs(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    says = "an .mp4 needs the package imageio_ffmpeg: pip install 'keras_pggan[video]'"
    with pytest.raises(InputError) as told:
        check_film(tmp_path / "a.mp4")
    assert str(told.value) == says
    assert check_film(tmp_path / "a.webp") == tmp_path / "a.webp"


def test_an_mp4_without_the_program_ffmpeg_is_told(tmp_path, monkeypatch):
    def missing():
        raise RuntimeError("No ffmpeg exe could be found.")

    monkeypatch.setattr(imageio_ffmpeg, "get_ffmpeg_exe", missing)
    with pytest.raises(InputError, match=r"^an \.mp4 needs the program ffmpeg, "):
        check_film(tmp_path / "a.mp4")
