"""Pictures that other programs left in a folder are measured as those of a file."""

import numpy as np
import pytest
from PIL import Image

import keras_pggan as pg
from keras_pggan.evaluation import EvaluationOptions, Evaluator, evaluate
from keras_pggan.evaluation.copies import find_copies
from keras_pggan.evaluation.picture_folder import PictureFolder, of_channels
from keras_pggan.pictures.colours import as_rgb

FEW = EvaluationOptions(metrics=("swd", "ms-ssim"), count=8, repeats=2)


@pytest.fixture
def folder(tmp_path):
    """Writes pictures (count, height, width, channels) into a folder, one a file."""

    def write(name, images):
        path = tmp_path / name
        path.mkdir()
        for number, image in enumerate(images):
            Image.fromarray(image.squeeze()).save(path / f"{number:03}.png")
        return path

    return write


@pytest.fixture
def transparent(real_pictures):
    """Pictures of four channels; the first is opaque, as one may be among others."""
    alpha = real_pictures[::-1, :, :, :1].copy()
    alpha[0] = 255
    return np.concatenate([real_pictures, alpha], axis=3)


@pytest.mark.parametrize("channels", [1, 3])
def test_a_folder_has_the_figures_of_a_file(folder, tmp_path, real_pictures, channels):
    reals = np.ascontiguousarray(real_pictures[..., :channels])
    fakes = reals[::-1] // 2
    for name, images in (("reals", reals), ("fakes", fakes)):
        pg.data.write_npz(tmp_path / f"{name}.npz", images)
    expected = evaluate(tmp_path / "fakes.npz", tmp_path / "reals.npz", FEW).whole.figures
    folders = folder("reals", reals), folder("fakes", fakes)
    (folders[1] / "notes.txt").write_text("not a picture")
    for reals_at in (tmp_path / "reals.npz", folders[0]):
        evaluator = Evaluator(folders[1], reals_at, FEW)
        assert evaluator.measure().whole.figures == expected
        told = f"{folders[1]}: 64 pictures of 32x32, one a file; 1 other file left out"
        assert told in evaluator.notes
    (copies,) = find_copies(folders[1], folders[0], count=8).found
    (others,) = find_copies(tmp_path / "fakes.npz", tmp_path / "reals.npz", count=8).found
    for name, mine in vars(copies).items():
        np.testing.assert_array_equal(mine, getattr(others, name), err_msg=name)


def test_gray_files_have_one_channel_but_where_others_have_colours(folder, real_pictures):
    gray = PictureFolder(folder("gray", real_pictures[..., :1]))
    assert gray.image_shape == (32, 32, 1)
    assert of_channels(gray, 1) is gray
    images = of_channels(gray, 3).pictures.images
    np.testing.assert_array_equal(images, np.tile(real_pictures[..., :1], 3))
    coloured = PictureFolder(folder("coloured", real_pictures))
    assert of_channels(coloured, 1) is coloured


def test_transparent_files_are_measured_with_their_transparency(folder, tmp_path, transparent):
    path, file = folder("stickers", transparent), tmp_path / "stickers.npz"
    pg.data.write_npz(file, transparent)
    pg.data.write_npz(tmp_path / "others.npz", 255 - transparent)
    expected = evaluate(file, tmp_path / "others.npz", FEW).whole.figures
    evaluator = Evaluator(path, tmp_path / "others.npz", FEW)
    assert evaluator.image_shape == (32, 32, 4)
    assert evaluator.measure().whole.figures == expected
    assert evaluator.notes[-1].startswith(f"{path}: 64 pictures of 32x32 with transparency")
    np.testing.assert_array_equal(PictureFolder(path).pictures.images, transparent)


def test_a_folder_takes_the_channels_of_others(folder, tmp_path, real_pictures, transparent):
    """Laid on white where these are opaque, opaque where these are transparent."""
    opaque = tmp_path / "opaque.npz"
    pg.data.write_npz(opaque, real_pictures)
    pg.data.write_npz(tmp_path / "stickers.npz", transparent)
    stickers, plain = folder("stickers", transparent), folder("plain", real_pictures)
    assert Evaluator(stickers, opaque, FEW).image_shape == (32, 32, 3)
    assert find_copies(stickers, opaque, count=8).samples.shape == (8, 32, 32, 3)
    made = of_channels(PictureFolder(stickers), 3).pictures.images
    np.testing.assert_array_equal(made, as_rgb(transparent))
    assert Evaluator(plain, tmp_path / "stickers.npz", FEW).image_shape == (32, 32, 4)
    assert (of_channels(PictureFolder(plain), 4).pictures.images[..., 3] == 255).all()
    gray = np.concatenate([np.tile(transparent[..., :1], 3), transparent[..., 3:]], axis=3)
    made = of_channels(PictureFolder(folder("gray stickers", gray)), 1).pictures.images
    np.testing.assert_array_equal(made, as_rgb(gray)[..., :1])


def test_pictures_of_several_sizes_are_told(folder, real_pictures):
    path = folder("mixed", real_pictures[:3])
    Image.fromarray(real_pictures[3][:20]).save(path / "small.png")
    with pytest.raises(pg.InputError) as told:
        PictureFolder(path)
    assert str(told.value) == (
        f"{path}: pictures of one size are expected, 000.png is 32x32, small.png 20x32; "
        f"`keras-pggan preprocess {path} --out {path}.npz --size 32 --no-detect` makes them alike"
    )


def test_a_folder_of_one_picture_is_too_few(folder, real_pictures):
    with pytest.raises(pg.InputError, match="2 pictures or more, found 1"):
        PictureFolder(folder("one", real_pictures[:1]))


def test_what_was_not_asked_for_needs_no_weights():
    assert EvaluationOptions().metrics == ("swd", "ms-ssim")
    assert not EvaluationOptions().needs_features
    assert EvaluationOptions(extractor="classifier.keras").needs_features
    assert EvaluationOptions(inception_weights="weights.h5").needs_features
