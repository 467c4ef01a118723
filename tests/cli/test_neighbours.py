"""`keras-pggan neighbours`, of a run, its export and an .npz of pictures."""

import keras
import numpy as np
import pytest
from PIL import Image

from keras_pggan.data.npz import read_npz, write_npz


@pytest.fixture(scope="module")
def extractor(tmp_path_factory):
    path = tmp_path_factory.mktemp("extractor") / "means.keras"
    layers = [keras.Input((None, None, 3)), keras.layers.GlobalAveragePooling2D()]
    keras.Sequential(layers).save(path)
    return path


def test_a_run_and_its_export_are_compared_with_their_pictures(
    command, run, exported, data_file, tmp_path
):
    lines = []
    for number, model in enumerate((run, exported)):
        out = tmp_path / f"{number}.png"
        result = command("neighbours", model, data_file, "--out", out, "--count", "3")
        assert result.exit_code == 0, (result.exception, result.output)
        pixels, told = result.stdout.splitlines()
        assert pixels.startswith("pixels: median distance of samples")
        assert told.startswith("3 samples of ")
        lines.append(pixels)
        sheet = np.asarray(Image.open(out))
        assert sheet.shape == (3 * 66 - 2, 7 * 66 - 2, 3)  # 8x8 enlarged to 64x64
    assert lines[0].rpartition("ratio")[2] == lines[1].rpartition("ratio")[2]


def test_copies_have_no_distance_by_pixels_and_by_features(command, data_file, extractor, tmp_path):
    copies, out = tmp_path / "copies.npz", tmp_path / "sheet.png"
    write_npz(copies, read_npz(data_file).images[:10])
    result = command("neighbours", copies, data_file, "--out", out, "--extractor", extractor)
    assert result.exit_code == 0, (result.exception, result.output)
    pixels, features, told = result.stdout.splitlines()
    assert pixels.startswith("pixels: ")
    assert features.startswith("means.keras ")
    for line in (pixels, features):
        assert "picture 0, of training" in line
        assert line.endswith("ratio 0.00")
    assert told.startswith("10 samples of ")
    sheet = np.asarray(Image.open(out))
    step = 64 + 2
    for row in range(10):  # the nearest is the sample itself, by both
        sample, by_pixels, by_features = (
            sheet[row * step : row * step + 64, column * step : column * step + 64]
            for column in (0, 2, 8)
        )
        np.testing.assert_array_equal(sample, by_pixels)
        np.testing.assert_array_equal(sample, by_features)


def write_gray(folder):
    write_npz(folder / "other.npz", np.zeros((9, 32, 32, 1), np.uint8))


def write_small(folder):
    write_npz(folder / "other.npz", np.zeros((9, 4, 4, 3), np.uint8))


def write_few(folder):
    write_npz(folder / "other.npz", np.zeros((3, 8, 8, 3), np.uint8))


@pytest.mark.parametrize(
    ("write", "says"),
    [
        (write_gray, "8x8x3 and 8x8x1"),
        (write_small, "smaller than the 8x8"),
        (write_few, "6 training pictures"),
        (lambda folder: None, "no such file"),
    ],
)
def test_data_that_cannot_be_compared_are_told(refused, run, tmp_path, contents, write, says):
    write(tmp_path)
    before = contents(tmp_path)
    given = ("neighbours", run, tmp_path / "other.npz", "--out", tmp_path / "sheet.png")
    refused(*given, says=says)
    assert contents(tmp_path) == before


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--extractor", "missing.keras"), "missing.keras: there is no such file"),
        (("--inception-weights", "missing.h5"), "missing.h5: there is no such file"),
        (("--extractor", "a.keras", "--inception-weights", "b.h5"), "give one"),
    ],
)
def test_extractors_that_are_none_are_told(refused, run, data_file, tmp_path, options, says):
    given = ("neighbours", run, data_file, "--out", tmp_path / "sheet.png", *options)
    refused(*given, says=says)
    assert list(tmp_path.iterdir()) == []


def test_a_sheet_of_another_kind_is_refused(refused, run, data_file, tmp_path):
    given = ("neighbours", run, data_file, "--out", tmp_path / "sheet.jpg")
    refused(*given, says="ends in .png")


def test_nan_in_generated_pictures_is_told(refused, data_file, tmp_path):
    latents = keras.Input((4,))
    broken = keras.layers.Rescaling(np.nan)(keras.layers.Dense(8 * 8 * 3)(latents))
    keras.Model(latents, keras.layers.Reshape((8, 8, 3))(broken)).save(tmp_path / "nan.keras")
    out = tmp_path / "sheet.png"
    refused("neighbours", tmp_path / "nan.keras", data_file, "--out", out, says="NaN or infinity")
    assert not out.exists()
