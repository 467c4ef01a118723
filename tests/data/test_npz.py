"""The .npz contract: what is written is read back, and everything else is refused in words."""

import io
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
from skimage import data as photographs

from keras_pggan.data.chunks import Chunks
from keras_pggan.data.npz import Pictures, check_pictures, read_npz, write_npz
from keras_pggan.errors import InputError


class _Trap:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def _photographs(channels: int) -> np.ndarray:
    """Three different pieces of a photograph, 8x6."""
    astronaut = photographs.astronaut()
    alpha = photographs.camera()[..., None]
    deep = np.concatenate([astronaut, alpha], axis=-1)
    chosen = {1: deep[..., 3:], 3: deep[..., :3], 4: deep}[channels]
    return np.stack([chosen[top : top + 8, 200:206] for top in (60, 100, 140)])


def _member(path: Path, name: str) -> tuple[int, int]:
    """Where the bytes of an uncompressed member begin and end inside the archive."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    raw = path.read_bytes()
    local = raw[info.header_offset :]
    name_length = int.from_bytes(local[26:28], "little")
    extra_length = int.from_bytes(local[28:30], "little")
    begin = info.header_offset + 30 + name_length + extra_length
    return begin, begin + info.compress_size


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_what_is_written_is_read_back(tmp_path, channels):
    images = _photographs(channels)
    labels = np.array([0, 7, 2**40])
    names = ["Hochzeit/größe.jpg", "写真#2", "portrait é.png"]
    write_npz(tmp_path / "faces.npz", images, labels=labels, names=names)

    read = read_npz(tmp_path / "faces.npz")

    assert read.images.dtype == np.uint8
    np.testing.assert_array_equal(read.images, images)
    np.testing.assert_array_equal(read.labels, labels)
    assert read.names.tolist() == names
    assert [path.name for path in tmp_path.iterdir()] == ["faces.npz"]


def test_pictures_that_come_in_pieces_give_the_bytes_of_those_that_come_at_once(tmp_path):
    images, names = _photographs(3), ["a", "b", "c"]
    write_npz(tmp_path / "whole.npz", images, names=names)
    turned = np.asfortranarray(images[1:])
    pieces = Chunks(images.shape, iter([images[:1], images[:0], turned]))
    write_npz(tmp_path / "pieces.npz", pieces, names=names)
    np.savez(tmp_path / "numpy.npz", images=images, names=names)
    for member in ("images.npy", "names.npy"):
        found = []
        for name in ("whole", "pieces", "numpy"):
            with zipfile.ZipFile(tmp_path / f"{name}.npz") as archive:
                found.append(archive.read(member))
        assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("pieces", "message"),
    [
        (lambda images: [images[:2]], "3 pictures were announced, 2 came"),
        (lambda images: [images, images[:1]], "3 pictures were announced, 4 came"),
        (lambda images: [images[:, 1:]], "no part of"),
        (lambda images: [images.astype(np.int16)], "no part of"),
    ],
)
def test_pieces_that_do_not_make_what_was_announced_leave_nothing(tmp_path, pieces, message):
    images = _photographs(3)
    with pytest.raises(ValueError, match=message):
        write_npz(tmp_path / "faces.npz", Chunks(images.shape, pieces(images)))
    assert list(tmp_path.iterdir()) == []


def test_labels_and_names_may_be_left_out(tmp_path):
    write_npz(tmp_path / "faces.npz", _photographs(3))
    read = read_npz(str(tmp_path / "faces.npz"))
    assert read.labels is None
    assert read.names is None


def test_files_written_by_plain_numpy_are_read(tmp_path):
    images = _photographs(3)
    np.savez_compressed(tmp_path / "plain.npz", images=images, labels=[2, 0, 1], other=[1.5])
    read = read_npz(tmp_path / "plain.npz")
    np.testing.assert_array_equal(read.images, images)
    assert read.labels.tolist() == [2, 0, 1]


def test_writing_again_replaces_the_file(tmp_path):
    path = tmp_path / "faces.npz"
    write_npz(path, _photographs(1), labels=[1, 2, 3])
    write_npz(path, _photographs(4))
    assert read_npz(path).images.shape == (3, 8, 6, 4)
    assert read_npz(path).labels is None


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.npz: there is no such file"):
        read_npz(tmp_path / "nowhere.npz")


def test_a_folder_is_refused(tmp_path):
    (tmp_path / "folder.npz").mkdir()
    with pytest.raises(InputError, match=r"folder\.npz: it cannot be read"):
        read_npz(tmp_path / "folder.npz")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 and then nothing",
        b"one, two\n",
    ],
)
def test_a_file_that_is_no_npz_is_refused_as_such(tmp_path, content):
    path = tmp_path / "text.npz"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"text\.npz: it is damaged or no \.npz"):
        read_npz(path)


def test_an_npz_cut_short_anywhere_is_refused(tmp_path):
    path = tmp_path / "cut.npz"
    write_npz(path, _photographs(3), labels=[0, 1, 2])
    whole = path.read_bytes()
    for length in (4, 40, len(whole) // 2, len(whole) - 30, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(InputError, match=r"cut\.npz: it is damaged"):
            read_npz(path)


def test_a_flipped_byte_anywhere_in_the_images_is_refused(tmp_path):
    path = tmp_path / "flipped.npz"
    write_npz(path, _photographs(1))
    whole = path.read_bytes()
    begin, end = _member(path, "images.npy")
    assert end - begin == 128 + 3 * 8 * 6  # the header of the array, and its pixels
    for position in range(begin, end):
        broken = bytearray(whole)
        broken[position] ^= 0b00010000
        path.write_bytes(broken)
        with pytest.raises(InputError, match=r"flipped\.npz: "):
            read_npz(path)


def test_a_flipped_byte_in_the_directory_of_the_archive_is_refused_or_does_no_harm(tmp_path):
    path = tmp_path / "flipped.npz"
    images = _photographs(1)
    write_npz(path, images)
    whole = path.read_bytes()
    for position in range(whole.index(b"PK\x01\x02"), len(whole)):
        for bit in (1, 32, 128):
            broken = bytearray(whole)
            broken[position] ^= bit
            path.write_bytes(broken)
            try:
                read = read_npz(path)
            except InputError:
                continue
            np.testing.assert_array_equal(read.images, images)


def test_a_header_that_claims_more_than_the_file_holds_is_refused(tmp_path):
    header = io.BytesIO()
    shape = (10**11, 1024, 1024, 3)  # more than any machine can address
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": shape}
    )
    with zipfile.ZipFile(tmp_path / "huge.npz", "w") as archive:
        archive.writestr("images.npy", header.getvalue())
    with pytest.raises(InputError, match=r"huge\.npz: "):
        read_npz(tmp_path / "huge.npz")


def test_a_member_that_is_no_array_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "raw.npz", "w") as archive:
        archive.writestr("images", b"no array")
    with pytest.raises(InputError, match=r"raw\.npz: "):
        read_npz(tmp_path / "raw.npz")


@pytest.mark.parametrize("member", ["images", "labels", "names"])
def test_python_objects_are_refused_and_never_unpickled(tmp_path, member):
    path, trace = tmp_path / "trap.npz", tmp_path / "made by unpickling"
    arrays = {"images": _photographs(3), member: np.array([_Trap(trace)] * 3, dtype=object)}
    np.savez(path, **arrays)
    with np.load(path, allow_pickle=True) as archive:
        assert member in archive
        _ = archive[member]
    assert trace.exists(), "the trap must work, or this test shows nothing"
    trace.unlink()

    with pytest.raises(InputError, match=r"trap\.npz: it holds Python objects"):
        read_npz(path)

    assert not trace.exists()


def test_a_bare_pickle_is_refused_and_never_unpickled(tmp_path):
    path, trace = tmp_path / "trap.npz", tmp_path / "made by unpickling"
    path.write_bytes(pickle.dumps(_Trap(trace)))
    pickle.loads(path.read_bytes())
    assert trace.exists(), "the trap must work, or this test shows nothing"
    trace.unlink()

    with pytest.raises(InputError, match=r"trap\.npz: it is damaged or no \.npz"):
        read_npz(path)

    assert not trace.exists()


def test_python_objects_beside_the_contract_are_not_looked_at(tmp_path):
    path, trace = tmp_path / "extra.npz", tmp_path / "made by unpickling"
    np.savez(path, images=_photographs(3), extra=np.array([_Trap(trace)], dtype=object))
    assert read_npz(path).images.shape == (3, 8, 6, 3)
    assert not trace.exists()


def test_a_bare_array_is_refused(tmp_path):
    path = tmp_path / "bare.npz"
    with path.open("wb") as file:
        np.save(file, _photographs(3))
    with pytest.raises(InputError, match=r"bare\.npz: this is one array"):
        read_npz(path)


def test_an_npz_without_images_is_refused_with_what_it_holds(tmp_path):
    np.savez(tmp_path / "other.npz", pictures=_photographs(3), labels=[0, 1, 2])
    with pytest.raises(InputError, match=r"array `images` is expected, found pictures, labels"):
        read_npz(tmp_path / "other.npz")


def test_an_empty_archive_is_refused(tmp_path):
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w"):
        pass
    (tmp_path / "empty.npz").write_bytes(empty.getvalue())
    with pytest.raises(InputError, match="array `images` is expected, found nothing"):
        read_npz(tmp_path / "empty.npz")


BAD_IMAGES = {
    "float": (np.zeros((3, 8, 6, 3), np.float32), r"found float32 \(3, 8, 6, 3\)"),
    "signed": (np.zeros((3, 8, 6, 3), np.int8), r"found int8 \(3, 8, 6, 3\)"),
    "wide": (np.zeros((3, 8, 6, 3), np.uint16), r"found uint16 \(3, 8, 6, 3\)"),
    "no channels": (np.zeros((3, 8, 6), np.uint8), r"found uint8 \(3, 8, 6\)"),
    "one axis more": (np.zeros((1, 3, 8, 6, 3), np.uint8), r"found uint8 \(1, 3, 8, 6, 3\)"),
    "2 channels": (np.zeros((3, 8, 6, 2), np.uint8), r"found uint8 \(3, 8, 6, 2\)"),
    "5 channels": (np.zeros((3, 8, 6, 5), np.uint8), r"found uint8 \(3, 8, 6, 5\)"),
    "channels first": (np.zeros((3, 3, 8, 6), np.uint8), r"found uint8 \(3, 3, 8, 6\)"),
    "none": (np.zeros((0, 8, 6, 3), np.uint8), r"is empty, its shape is \(0, 8, 6, 3\)"),
    "no height": (np.zeros((3, 0, 6, 3), np.uint8), r"is empty, its shape is \(3, 0, 6, 3\)"),
}


@pytest.mark.parametrize(("images", "found"), BAD_IMAGES.values(), ids=BAD_IMAGES)
def test_images_that_break_the_contract_are_refused_by_reader_and_writer(tmp_path, images, found):
    np.savez(tmp_path / "bad.npz", images=images)
    with pytest.raises(InputError, match=r"bad\.npz: `images`.*" + found):
        read_npz(tmp_path / "bad.npz")
    with pytest.raises(InputError, match=r"out\.npz: `images`.*" + found):
        write_npz(tmp_path / "out.npz", images)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.npz"]


BAD_LABELS = {
    "too few": (np.array([0, 1]), r"found int64 \(2,\) from 0 to 1"),
    "too many": (np.array([0, 1, 2, 3]), r"found int64 \(4,\) from 0 to 3"),
    "negative": (np.array([3, -1, 2]), r"found int64 \(3,\) from -1 to 3"),
    "one hot": (np.eye(3, dtype=np.int64), r"found int64 \(3, 3\) from 0 to 1"),
    "a number": (np.array(5), r"found int64 \(\) from 5 to 5"),
    "none": (np.array([], np.int64), r"found int64 \(0,\)"),
}
BAD_LABEL_TYPES = {
    "float": (np.array([0.0, 1.0, 2.0]), r"found float64 \(3,\) from 0.0 to 2.0"),
    "bool": (np.array([True, False, True]), r"found bool \(3,\)"),
    "text": (np.array(["cat", "dog", "cat"]), r"found <U3 \(3,\)"),
}


@pytest.mark.parametrize(
    ("labels", "found"),
    [*BAD_LABELS.values(), *BAD_LABEL_TYPES.values()],
    ids=[*BAD_LABELS, *BAD_LABEL_TYPES],
)
def test_labels_that_break_the_contract_are_refused(tmp_path, labels, found):
    np.savez(tmp_path / "bad.npz", images=_photographs(3), labels=labels)
    with pytest.raises(InputError, match=r"bad\.npz: `labels` must be 3 integers.*" + found):
        read_npz(tmp_path / "bad.npz")


BAD_NAMES = {
    "too few": (np.array(["a", "b"]), r"found <U1 \(2,\)"),
    "too many": (np.array(["a", "b", "c", "d"]), r"found <U1 \(4,\)"),
    "a table": (np.array([["a"], ["b"], ["c"]]), r"found <U1 \(3, 1\)"),
    "one text": (np.array("abc"), r"found <U3 \(\)"),
}
BAD_NAME_TYPES = {
    "numbers": (np.array([1, 2, 3]), r"found int64 \(3,\)"),
    "bytes": (np.array([b"a", b"b", b"c"]), r"found \|S1 \(3,\)"),
}


@pytest.mark.parametrize(
    ("names", "found"),
    [*BAD_NAMES.values(), *BAD_NAME_TYPES.values()],
    ids=[*BAD_NAMES, *BAD_NAME_TYPES],
)
def test_names_that_break_the_contract_are_refused(tmp_path, names, found):
    np.savez(tmp_path / "bad.npz", images=_photographs(3), names=names)
    with pytest.raises(InputError, match=r"bad\.npz: `names` must be 3 texts.*" + found):
        read_npz(tmp_path / "bad.npz")


@pytest.mark.parametrize("labels", [[0.5, 1.7, 2.2], [-0.5, 0, 1], ["cat", "dog", "cat"]])
def test_labels_that_are_no_integers_are_not_written(tmp_path, labels):
    with pytest.raises(InputError, match=r"out\.npz: `labels` must be 3 integers"):
        write_npz(tmp_path / "out.npz", _photographs(3), labels=labels)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "extra",
    [
        *({"labels": labels} for labels, _ in BAD_LABELS.values()),
        *({"names": names} for names, _ in BAD_NAMES.values()),
    ],
)
def test_a_refused_write_leaves_the_old_file_and_nothing_else(tmp_path, extra):
    path = tmp_path / "faces.npz"
    write_npz(path, _photographs(3))
    before = path.read_bytes()
    with pytest.raises(InputError, match=r"faces\.npz: `(labels|names)` must be 3"):
        write_npz(path, _photographs(3), **extra)
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["faces.npz"]


@pytest.mark.parametrize("failure", [OSError("no space left on device"), KeyboardInterrupt()])
def test_a_write_that_fails_midway_leaves_the_old_file_and_nothing_else(
    tmp_path, monkeypatch, failure
):
    path = tmp_path / "faces.npz"
    write_npz(path, _photographs(3))
    before = path.read_bytes()

    def fails(file, array, **options):
        file.write(b"half of")
        assert len(list(tmp_path.iterdir())) == 2  # the old file, and the one being written
        raise failure

    monkeypatch.setattr(np.lib.format, "write_array", fails)
    with pytest.raises(type(failure)):
        write_npz(path, _photographs(3))
    assert path.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["faces.npz"]


def test_arrays_in_memory_are_held_against_the_same_contract():
    check_pictures(Pictures(_photographs(4), np.array([0, 1, 1], np.uint8)), "here")
    with pytest.raises(InputError, match="here: `labels` must be 3 integers"):
        check_pictures(Pictures(_photographs(4), np.array([0, 1, -1])), "here")
