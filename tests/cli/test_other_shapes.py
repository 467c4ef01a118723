"""Pictures that are no squares, or transparent, from files to what runs anywhere."""

import cv2
import numpy as np
import pytest
import tensorflow as tf
from PIL import Image
from skimage import data as photographs

from keras_pggan.preprocessing import FaceOptions
from keras_pggan.preprocessing.journal import Journal
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.preprocessing.work import process

TINY = (
    *("--filters-base", "32", "--filters-max", "4", "--latent-dim", "8", "--recipe", "paper"),
    *("--phase-images", "16", "--batch-size", "4", "--quiet"),
)


@pytest.fixture(scope="module")
def stickers(tmp_path_factory):
    """Pictures of another shape, transparent but for an ellipse."""
    folder = tmp_path_factory.mktemp("stickers")
    small = photographs.astronaut()[::2, ::2]
    alpha = cv2.ellipse(np.zeros((120, 90), np.uint8), (45, 60), (30, 45), 0, 0, 360, 255, -1)
    for number in range(16):
        left = 8 * number
        picture = np.dstack([small[left : left + 120, left : left + 90], alpha])
        Image.fromarray(picture).save(folder / f"{number}.png")
    return folder


@pytest.mark.slow
def test_other_shapes_and_transparency_go_all_the_way(command, stickers, tmp_path):
    """Prepared, looked at, trained, generated and exported."""
    data, run, sheet = tmp_path / "a.npz", tmp_path / "run", tmp_path / "sheet.png"
    options = ("--no-detect", "--size", "12x8", "--channels", "4", "--workers", "0")
    result = command(
        "preprocess", stickers, "--out", data, *options, "--fit", "pad", "--contact-sheet", sheet
    )
    assert result.exit_code == 0, (result.exception, result.output)
    with np.load(data) as archive:
        assert archive["images"].shape == (16, 12, 8, 4)
        alpha = archive["images"][..., 3]
    assert (alpha[:, 6, 4] == 255).all()
    assert (alpha[:, 0, 0] == 0).all()
    with Image.open(sheet) as image:
        assert image.mode == "RGBA"
    told = command("inspect", data, "--contact-sheet", sheet)
    assert "16 of 12x8, 4 channels" in told.stdout

    result = command("train", data, "--out", run, *TINY)
    assert result.exit_code == 0, (result.exception, result.output)
    picture, exported = tmp_path / "made.png", tmp_path / "exported"
    result = command("generate", run, "--count", "2", "--out", picture)
    assert result.exit_code == 0, (result.exception, result.output)
    with Image.open(picture) as image:
        assert image.mode == "RGBA"
    result = command("export", run, "--out", exported, "--format", "saved-model")
    assert result.exit_code == 0, (result.exception, result.output)
    drawn = tf.saved_model.load(str(exported)).signatures["serving_default"]
    (name,) = drawn.structured_input_signature[1]
    (made,) = drawn(**{name: tf.zeros((1, 8))}).values()
    assert made.shape == (1, 12, 8, 4)


def test_a_run_goes_on_with_pictures_of_any_shape(command, stickers, tmp_path):
    """An interrupted one ends as one that was not."""
    whole, cut = tmp_path / "whole.npz", tmp_path / "cut.npz"
    options = ("--no-detect", "--size", "24x16", "--channels", "4", "--workers", "0")
    assert command("preprocess", stickers, "--out", whole, *options).exit_code == 0
    journal = Journal(cut)
    asked = FaceOptions(size=(24, 16), channels=4, detect=False)
    sources = find_sources([stickers])
    journal.start(sources, asked, resume=True)
    for source in sources[:5]:
        journal.add(process(source, None, asked))
    journal.flush()
    journal.close()
    assert command("preprocess", stickers, "--out", cut, *options).exit_code == 0
    with np.load(whole) as one, np.load(cut) as other:
        np.testing.assert_array_equal(one["images"], other["images"])
