"""HEIC and AVIF, as phones leave photographs, where they can be read and where not."""

import sys

import numpy as np
import pytest
from PIL import Image, features

import keras_pggan as pg
from keras_pggan.evaluation.picture_folder import PictureFolder
from keras_pggan.preprocessing import FaceOptions, heif, make_face_data_set
from keras_pggan.preprocessing.reading import TURNS, Picture, read_picture
from keras_pggan.preprocessing.refusal import refusals
from keras_pggan.preprocessing.rejects import Reason, Reject, RejectedError

HEAD = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100)  # of a file that goes on
TOLD = "HEIC needs the package pillow_heif: pip install 'keras_pggan[heic]'"
needs_avif = pytest.mark.skipif(not features.check("avif"), reason="Pillow without AVIF")


@pytest.fixture(scope="module")
def picture(astronaut):
    """With no symmetry, uint8 (96, 128, 3)."""
    return astronaut[:384:4, :512:4].copy()


@pytest.fixture
def not_installed(monkeypatch):
    """As where the package is not there, and was not in this process."""
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    Image.init()  # else its formats would be lost with the list
    monkeypatch.setattr(Image, "ID", [name for name in Image.ID if name != "HEIF"])


@pytest.fixture
def fresh(monkeypatch):
    """As where the package is there, and nothing was read by it yet."""
    Image.init()
    monkeypatch.setattr(Image, "ID", [name for name in Image.ID if name != "HEIF"])
    return pytest.importorskip("pillow_heif")


def _stored(picture, orientation):
    """How a phone stores what the orientation turns upright."""
    back = {6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    image = Image.fromarray(picture)
    if orientation == 1:
        return image
    return image.transpose(back.get(orientation, TURNS[orientation]))


def _exif(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif.tobytes()


@pytest.mark.parametrize("orientation", [1, 2, 3, 6, 8])
def test_heic_is_read_and_turned_once(tmp_path, fresh, picture, orientation):
    fresh.register_heif_opener()
    path = tmp_path / "a.heic"
    _stored(picture, orientation).save(path, quality=95, exif=_exif(orientation))
    assert (b"irot" in path.read_bytes() or b"imir" in path.read_bytes()) == (orientation > 1)
    Image.ID.remove("HEIF")  # as before the first one
    found = read_picture(path)
    assert found.shape == picture.shape
    assert np.abs(found.astype(int) - picture).mean() < 5
    np.testing.assert_array_equal(read_picture(path), found)  # where it is known already
    assert Picture(path, 0.3).size == (128, 96)


@needs_avif
@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_avif_is_read_and_turned_once(tmp_path, picture, orientation):
    path = tmp_path / "a.avif"
    _stored(picture, orientation).save(path, quality=95, exif=_exif(orientation))
    found = read_picture(path)
    assert found.shape == picture.shape
    assert np.abs(found.astype(int) - picture).mean() < 5


def test_a_damaged_heic_is_told_as_one(tmp_path, fresh, picture):
    (tmp_path / "head.heic").write_bytes(HEAD)
    with pytest.raises(RejectedError, match="this HEIC picture is damaged") as caught:
        read_picture(tmp_path / "head.heic")
    assert caught.value.reason is Reason.UNREADABLE


def test_without_the_package_it_is_named_with_the_command(tmp_path, not_installed):
    (tmp_path / "a.jpg").write_bytes(HEAD)
    with pytest.raises(RejectedError) as caught:
        read_picture(tmp_path / "a.jpg")
    assert (caught.value.reason, caught.value.detail) == (Reason.NEEDS_PACKAGE, TOLD)


def test_the_summary_tells_the_package_and_so_does_a_run_of_nothing_else(tmp_path, not_installed):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.heic").write_bytes(HEAD)
    options = FaceOptions(size=8, detect=False)
    with pytest.raises(pg.InputError) as caught:
        make_face_data_set([tmp_path / "photos"], tmp_path / "a.npz", options)
    assert str(caught.value) == f"no picture in 1 file (1 needs-package); {TOLD}"
    rejects = [Reject(f"{k}.heic", Reason.NEEDS_PACKAGE, TOLD) for k in range(2)]
    assert str(refusals(rejects, options)[0]) == f"2 needs-package: {TOLD} (0.heic, 1.heic)"


def test_an_evaluation_does_not_leave_them_out_in_silence(tmp_path, not_installed, picture):
    Image.fromarray(picture).save(tmp_path / "a.png")
    (tmp_path / "b.heic").write_bytes(HEAD)
    with pytest.raises(pg.InputError) as caught:
        PictureFolder(tmp_path)
    assert str(caught.value) == f"{tmp_path}: b.heic: {TOLD}"


def test_avif_names_the_pillow_that_reads_it(tmp_path, monkeypatch):
    (tmp_path / "a.avif").write_bytes(HEAD.replace(b"heic", b"avif"))
    monkeypatch.setattr(heif.features, "check", lambda name: False)
    with pytest.raises(RejectedError, match=r"pip install 'pillow>=11\.3'") as caught:
        read_picture(tmp_path / "a.avif")
    assert caught.value.reason is Reason.NEEDS_PACKAGE


def test_a_folder_of_them_is_known_as_one_of_pictures(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "IMG_1.HEIC").write_bytes(HEAD)
    with pytest.raises(pg.InputError, match="this is a folder of pictures"):
        pg.data.open(tmp_path / "photos")
