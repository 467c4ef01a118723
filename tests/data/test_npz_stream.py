"""An .npz read from its start to its end: what `read_npz` reads, in less memory."""

import tracemalloc
import zipfile

import numpy as np
import pytest

from keras_pggan.data import shard_pictures
from keras_pggan.data.npz import read_npz, write_npz
from keras_pggan.data.npz_stream import NpzStream
from keras_pggan.errors import InputError


@pytest.fixture
def small_chunks(monkeypatch):
    """Three pictures of 32x32 at a time."""
    monkeypatch.setattr(shard_pictures, "CHUNK_BYTES", 3 * 32 * 32 * 3 + 1)


def _together(stream):
    return np.concatenate(list(stream.images.chunks()))


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
@pytest.mark.parametrize("channels", [1, 3])
def test_it_holds_what_the_file_holds(tmp_path, labelled, small_chunks, save, channels):
    arrays = {key: value for key, value in labelled._asdict().items() if value is not None}
    save(tmp_path / "a.npz", **{**arrays, "images": labelled.images[..., :channels]})
    stream, read = NpzStream(tmp_path / "a.npz"), read_npz(tmp_path / "a.npz")
    assert [len(chunk) for chunk in stream.images.chunks()] == ([3, 3, 3, 1], [9, 1])[channels == 1]
    assert stream.images.shape == read.images.shape
    for one, other in zip((_together(stream), *_others(stream)), read, strict=True):
        np.testing.assert_array_equal(one, other)


def _others(stream):
    return stream.labels, stream.names, stream.class_names


def test_pictures_that_are_stored_by_column_are_read_too(tmp_path, real_pictures):
    np.savez(tmp_path / "a.npz", images=np.asfortranarray(real_pictures))
    stream = NpzStream(tmp_path / "a.npz")
    np.testing.assert_array_equal(_together(stream), real_pictures)
    assert _others(stream) == (None, None, None)


def test_memory_is_taken_for_a_chunk_alone(tmp_path, monkeypatch):
    size = 2**20
    monkeypatch.setattr(shard_pictures, "CHUNK_BYTES", size)
    images = np.random.default_rng(0).integers(0, 256, (20 * size // 768, 16, 16, 3), np.uint8)
    write_npz(tmp_path / "a.npz", images)
    total, expected = 0, int(images.sum())
    del images
    tracemalloc.start()
    for chunk in NpzStream(tmp_path / "a.npz").images.chunks():
        total += int(chunk.sum())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert total == expected
    assert peak < 5 * size


BROKEN = {
    "other": {"pictures": np.zeros((2, 4, 4, 3), np.uint8)},
    "floats": {"images": np.zeros((2, 4, 4, 3))},
    "flat": {"images": np.zeros((2, 4, 4), np.uint8)},
    "empty": {"images": np.zeros((0, 4, 4, 3), np.uint8)},
    "labels": {"images": np.zeros((2, 4, 4, 3), np.uint8), "labels": np.array([1])},
    "names": {"images": np.zeros((2, 4, 4, 3), np.uint8), "names": np.array([1, 2])},
}


@pytest.mark.parametrize("arrays", BROKEN.values(), ids=BROKEN)
def test_what_breaks_the_contract_is_refused_in_the_words_of_read_npz(tmp_path, arrays):
    np.savez(tmp_path / "a.npz", **arrays)
    with pytest.raises(InputError) as expected:
        read_npz(tmp_path / "a.npz")
    with pytest.raises(InputError) as found:
        NpzStream(tmp_path / "a.npz")
    assert str(found.value) == str(expected.value)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"\x93NUMPY"])
def test_a_file_that_is_no_npz_is_refused(tmp_path, content):
    (tmp_path / "a.npz").write_bytes(content)
    with pytest.raises(InputError, match=r"a\.npz: (it is damaged|this is one array)"):
        NpzStream(tmp_path / "a.npz")
    with pytest.raises(InputError, match="there is no such file"):
        NpzStream(tmp_path / "b.npz")


def test_python_objects_are_never_unpickled(tmp_path):
    np.savez(tmp_path / "a.npz", images=np.array([{}, []], dtype=object))
    with pytest.raises(InputError):
        NpzStream(tmp_path / "a.npz")


def test_damage_inside_is_found_while_it_is_read(tmp_path, labelled):
    path = tmp_path / "a.npz"
    write_npz(path, labelled.images)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"a\.npz: it is damaged"):
        _together(NpzStream(path))


def test_a_header_that_claims_more_than_there_is_is_refused(tmp_path, real_pictures):
    np.save(tmp_path / "images.npy", real_pictures)
    content = (tmp_path / "images.npy").read_bytes().replace(b"(64, 32, 32, 3)", b"(9**9,32,32,3)")
    honest = content.replace(b"(9**9,32,32,3)", b"(99, 32, 32, 3)")
    for claimed in (content, honest):
        with zipfile.ZipFile(tmp_path / "a.npz", "w") as archive:
            archive.writestr("images.npy", claimed)
        with pytest.raises(InputError, match="it is damaged"):
            NpzStream(tmp_path / "a.npz")
