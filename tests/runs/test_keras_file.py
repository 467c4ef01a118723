"""Files of models that are whole, and those that are not."""

import keras
import pytest

from keras_pggan.runs.keras_file import is_archive, is_whole


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "model.keras"
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save(path)
    return path


def test_what_keras_saved_is_whole(model):
    assert is_archive(model)
    assert is_whole(model)


def test_one_byte_of_the_weights_or_a_piece_less_is_noticed(model, tmp_path):
    content = bytearray(model.read_bytes())
    weights = content.index(b"model.weights.h5") + 200
    content[weights] ^= 1
    damaged = tmp_path / "damaged.keras"
    damaged.write_bytes(content)
    assert is_archive(damaged)  # by its names
    assert not is_whole(damaged)
    damaged.write_bytes(content[: len(content) // 2])
    assert not is_archive(damaged)
    assert not is_whole(damaged)


def test_nothing_is_not_whole(tmp_path):
    assert not is_whole(tmp_path / "none.keras")
    assert not is_whole(tmp_path)
