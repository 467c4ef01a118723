"""A run that ends early goes on where it was, and ends like one that did not."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from keras_pggan import files
from keras_pggan.data import open as open_data
from keras_pggan.errors import InputError
from keras_pggan.preprocessing import FaceOptions, LocalEngine, WorkOptions, make_face_data_set
from keras_pggan.preprocessing import journal as journal_module
from keras_pggan.preprocessing.detect import Face
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.sources import find_sources
from keras_pggan.preprocessing.work import Crop, Crops

MIDDLE = FaceOptions(size=8, detect=False)
PATIENCE = 120  # seconds for a process on a busy machine


@pytest.fixture
def folder(tmp_path, hopper):
    """20 pictures and, as the sixth, a file that is none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k in range(21):
        Image.fromarray(hopper[4 * k : 4 * k + 60, 200:260]).save(folder / f"{k:02}.png")
    (folder / "05.png").write_text("no picture")
    return folder


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(journal_module, "PART_PICTURES", 4)


class Counting(LocalEngine):
    """Remembers the pictures that it was given."""

    def __call__(self, sources, options):
        object.__setattr__(self, "given", [source.name for source in sources])
        return super().__call__(sources, options)


def stop_at(count):
    """A run that is interrupted after so many pictures."""

    def on_progress(now):
        if now.done == count:
            raise KeyboardInterrupt

    return on_progress


def same_arrays(one, other):
    with np.load(one) as first, np.load(other) as second:
        assert sorted(first) == sorted(second)
        for name in first:
            assert first[name].dtype == second[name].dtype
            assert first[name].tobytes() == second[name].tobytes()


def test_an_interrupted_run_goes_on_after_the_last_picture(tmp_path, folder):
    expected = make_face_data_set([folder], tmp_path / "whole.npz", MIDDLE)
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    assert not out.exists()
    engine, calls = Counting(), []
    work = WorkOptions(engine=engine)
    summary = make_face_data_set([folder], out, MIDDLE, work=work, on_progress=calls.append)
    assert engine.given == [f"{k:02}.png" for k in range(10, 21)]
    assert calls[0] == (10, 21, 10, 9, 1)
    assert summary == expected
    same_arrays(out, tmp_path / "whole.npz")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "faces.npz",
        "pictures",
        "whole.npz",
    ]


@pytest.mark.parametrize("step", ["_find_parts", "_delete_all"])
def test_an_interrupt_before_all_is_looked_through_costs_nothing(
    tmp_path, folder, monkeypatch, step
):
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    parts = sorted((tmp_path / "faces.npz.partial").glob("part-*"))
    assert parts
    work = WorkOptions(resume=step == "_find_parts")
    with monkeypatch.context() as patch:
        patch.setattr(journal_module.Journal, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            make_face_data_set([folder], out, MIDDLE, work=work)
    assert sorted((tmp_path / "faces.npz.partial").glob("part-*")) == parts


def interrupted(journal):
    raise KeyboardInterrupt


def test_a_disk_that_fails_is_not_taken_for_a_part_that_was_cut_off(tmp_path, folder, monkeypatch):
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    parts = sorted((tmp_path / "faces.npz.partial").glob("part-*"))
    opened = Path.open

    def failing(path, *arguments, **options):
        if path.name.startswith("part-"):
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
        return opened(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", failing)
        says = f"{parts[0]}: cannot be read or written (Input/output error)"
        with pytest.raises(InputError) as told:
            make_face_data_set([folder], out, MIDDLE)
        assert str(told.value) == says
    assert sorted((tmp_path / "faces.npz.partial").glob("part-*")) == parts


def test_what_is_known_of_a_crop_is_read_back_as_it_was(tmp_path):
    face = Face(1.5, 2.0, 30.0, 40.25, 0.1 + 0.2, ((1.0, 2.0), (3.5, 1 / 3)))
    crops = [Crop("a.png", "cats", face), Crop("a.png#2", "cats", face._replace(landmarks=()))]
    rejects = [Reject("b", Reason.NO_FACE, "ü"), Reject("c", Reason.CRASHED, "")]
    kept = journal_module.Journal(tmp_path / "faces.npz")
    kept.start([], MIDDLE, resume=True)
    kept.add(Crops(np.zeros((2, 8, 8, 3), np.uint8), crops))
    for reject in rejects:
        kept.add(reject)
    kept.flush()
    assert list(kept.rows()) == [crops, *rejects]


def test_without_resume_a_run_starts_anew(tmp_path, folder):
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    engine = Counting()
    make_face_data_set([folder], out, MIDDLE, work=WorkOptions(engine=engine, resume=False))
    assert len(engine.given) == 21


@pytest.mark.parametrize("change", ["options", "added", "touched"])
def test_a_run_with_other_options_or_pictures_is_refused_and_keeps_what_is_done(
    tmp_path, folder, change
):
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    before = sorted((tmp_path / "faces.npz.partial").iterdir())
    options, message = MIDDLE, "other pictures"
    if change == "options":
        options, message = FaceOptions(size=9, detect=False), "size 8, now 9"
    elif change == "added":
        (folder / "zz.png").touch()
    else:
        (folder / "00.png").touch()
    with pytest.raises(InputError, match=message) as caught:
        make_face_data_set([folder], out, options)
    assert "--no-resume" in str(caught.value)
    assert sorted((tmp_path / "faces.npz.partial").iterdir()) == before


def test_parts_after_a_damaged_or_missing_one_are_made_again(tmp_path, folder):
    make_face_data_set([folder], tmp_path / "whole.npz", MIDDLE)
    for harm in (lambda path: path.unlink(), lambda path: path.write_bytes(b"PK half")):
        out, engine = tmp_path / "faces.npz", Counting()
        with pytest.raises(KeyboardInterrupt):
            make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(14))
        parts = sorted((tmp_path / "faces.npz.partial").glob("part-*"))
        assert len(parts) == 4
        harm(parts[1])
        make_face_data_set([folder], out, MIDDLE, work=WorkOptions(engine=engine))
        assert len(engine.given) == 21 - 4
        same_arrays(out, tmp_path / "whole.npz")


def test_a_part_that_is_damaged_inside_is_told_and_made_again_without_it(tmp_path, folder):
    make_face_data_set([folder], tmp_path / "whole.npz", MIDDLE)
    out = tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(14))
    part = sorted((tmp_path / "faces.npz.partial").glob("part-*"))[1]
    content = bytearray(part.read_bytes())
    content[len(content) // 4] ^= 255
    part.write_bytes(content)
    with pytest.raises(InputError) as caught:
        make_face_data_set([folder], out, MIDDLE)
    assert str(caught.value) == (
        f"{part}: it is damaged (BadZipFile: Bad CRC-32 for file 'rows.npy'); delete it, and the "
        "same command makes it again"
    )
    part.unlink()
    make_face_data_set([folder], out, MIDDLE)
    same_arrays(out, tmp_path / "whole.npz")


def test_a_folder_that_is_no_unfinished_run_is_left_alone(tmp_path, folder):
    (tmp_path / "faces.npz.partial").mkdir()
    (tmp_path / "faces.npz.partial" / "thesis.txt").write_text("years")
    for resume in (True, False):
        with pytest.raises(InputError, match="something else"):
            make_face_data_set(
                [folder], tmp_path / "faces.npz", MIDDLE, work=WorkOptions(resume=resume)
            )
    assert (tmp_path / "faces.npz.partial" / "thesis.txt").read_text() == "years"


def test_a_run_that_was_killed_before_its_first_word_is_begun_anew(tmp_path, folder):
    unfinished = tmp_path / "faces.npz.partial"
    unfinished.mkdir()
    (unfinished / "lock").touch()
    (unfinished / ".run-01234567.json").write_text('{"form')
    make_face_data_set([folder], tmp_path / "faces.npz", MIDDLE)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faces.npz", "pictures"]


def test_a_second_run_with_the_same_result_is_refused_while_the_first_is_at_work(tmp_path, folder):
    out, refused = tmp_path / "faces.npz", []

    def meanwhile(now):
        if now.done == 9:
            for resume in (True, False):
                says = rf"another run is at work there \(process {os.getpid()} on .*\); wait for"
                with pytest.raises(InputError, match=says):
                    make_face_data_set([folder], out, MIDDLE, work=WorkOptions(resume=resume))
                refused.append(resume)

    make_face_data_set([folder], out, MIDDLE, on_progress=meanwhile)
    assert refused == [True, False]
    make_face_data_set([folder], tmp_path / "alone.npz", MIDDLE)
    same_arrays(out, tmp_path / "alone.npz")


@pytest.mark.parametrize("shards", [None, 3])
@pytest.mark.parametrize("lost", ["nothing", "all but the last word"])
def test_a_kill_right_after_the_result_took_its_place_is_tidied_up_by_the_next_run(
    tmp_path, folder, monkeypatch, shards, lost
):
    out = tmp_path / ("faces" if shards else "faces.npz")
    unfinished, engine = tmp_path / f"{out.name}.partial", Counting()
    work = WorkOptions(engine=engine, shards=shards)
    expected = make_face_data_set([folder], tmp_path / "whole.npz", MIDDLE)
    killed_before_it_removes(monkeypatch, folder, out, MIDDLE, work)
    before = {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}
    assert unfinished.exists()
    if lost != "nothing":  # it was about to delete these
        for path in unfinished.glob("[pr]*"):
            path.unlink()
    (unfinished / "notes.txt").write_text("a user's")
    del engine.__dict__["given"]
    assert make_face_data_set([folder], out, MIDDLE, work=work) == expected
    assert not hasattr(engine, "given")
    assert {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))} == before
    assert [path.name for path in unfinished.iterdir()] == ["notes.txt"]


def killed_before_it_removes(monkeypatch, folder, out, options, work):
    def killed(journal):
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(journal_module.Journal, "remove", killed)
        with pytest.raises(SystemExit):
            make_face_data_set([folder], out, options, work=work)


def test_what_is_left_beside_a_whole_result_holds_no_other_run_back(tmp_path, folder, monkeypatch):
    out, smaller = tmp_path / "faces.npz", FaceOptions(size=4, detect=False)
    killed_before_it_removes(monkeypatch, folder, out, MIDDLE, WorkOptions())
    make_face_data_set([folder], out, smaller)
    make_face_data_set([folder], tmp_path / "alone.npz", smaller)
    same_arrays(out, tmp_path / "alone.npz")
    killed_before_it_removes(monkeypatch, folder, tmp_path / "a", MIDDLE, WorkOptions(shards=2))
    with pytest.raises(InputError, match="a: there is something already; a new or empty folder"):
        make_face_data_set([folder], tmp_path / "a", smaller, work=WorkOptions(shards=2))
    assert open_data(tmp_path / "a").pictures.images.shape == (20, 8, 8, 3)
    assert not list(tmp_path.glob("*.partial"))


def test_a_result_that_was_replaced_meanwhile_is_not_taken_for_the_one_that_was_made(
    tmp_path, folder, monkeypatch
):
    out = tmp_path / "faces.npz"
    killed_before_it_removes(monkeypatch, folder, out, MIDDLE, WorkOptions())
    (tmp_path / "other.npz").write_bytes(b"another")
    os.replace(tmp_path / "other.npz", out)
    make_face_data_set([folder], out, MIDDLE)
    make_face_data_set([folder], tmp_path / "alone.npz", MIDDLE)
    same_arrays(out, tmp_path / "alone.npz")


def test_what_a_kill_left_beside_rejects_and_contact_sheet_goes(tmp_path, folder):
    for name in (".rejects-0123abcd.csv", ".sheet-0123abcd.png", ".rejects-mine.csv"):
        (tmp_path / name).touch()
    work = WorkOptions(rejects=tmp_path / "rejects.csv", contact_sheet=tmp_path / "sheet.png")
    make_face_data_set([folder], tmp_path / "faces.npz", MIDDLE, work=work)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == [".rejects-mine.csv", "faces.npz", "pictures", "rejects.csv", "sheet.png"]


def test_what_a_user_keeps_among_the_parts_stays(tmp_path, folder):
    out, notes = tmp_path / "faces.npz", tmp_path / "faces.npz.partial" / "part-good.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, MIDDLE, on_progress=stop_at(10))
    notes.write_text("kept")
    make_face_data_set([folder], out, MIDDLE)
    assert [path.name for path in notes.parent.iterdir()] == [notes.name]


def test_shards_hold_what_the_npz_holds(tmp_path, folder):
    make_face_data_set([folder], tmp_path / "faces.npz", MIDDLE)
    make_face_data_set([folder], tmp_path / "shards", MIDDLE, work=WorkOptions(shards=3))
    shards, whole = open_data(tmp_path / "shards"), open_data(tmp_path / "faces.npz")
    assert shards.pictures.checksum() == whole.pictures.checksum()
    assert len(list((tmp_path / "shards").glob("shard-*"))) == 3


FULL_DISK = """
import resource, sys
from keras_pggan.preprocessing import FaceOptions, make_face_data_set
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))
make_face_data_set([sys.argv[1]], sys.argv[2], FaceOptions(size=32, detect=False))
"""


def test_a_full_disk_is_told_and_costs_nothing_that_is_finished(tmp_path, folder):
    # The 4 crops of a part fit below the limit; all 20 do not.
    options, out = FaceOptions(size=32, detect=False), tmp_path / "faces.npz"
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set([folder], out, options, on_progress=stop_at(20))
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, folder, out], capture_output=True, text=True
    )
    unfinished = f"{out}.partial"
    assert done.stderr.splitlines()[-1] == (
        f"keras_pggan.errors.InputError: {unfinished}/result.npz: cannot be written (File too "
        "large); let files be larger (ulimit -f); then give the same command again; what is "
        f"finished is kept in {unfinished}, it goes on with that"
    )
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["faces.npz.partial", "pictures"]
    assert all(
        path.name.startswith(("part-", "run.json"))
        for path in (tmp_path / "faces.npz.partial").iterdir()
    )
    engine = Counting()
    make_face_data_set([folder], out, options, work=WorkOptions(engine=engine))
    assert not hasattr(engine, "given")  # nothing was left to do but writing


def test_sigterm_keeps_what_is_finished_and_costs_workers_nothing(tmp_path, many, whole):
    out = tmp_path / "faces.npz"
    process = start(many, out)
    try:
        wait_for(tmp_path / "faces.npz.partial", process, 1)
        children = f"/proc/{process.pid}/task/{process.pid}/children"
        for pid in [process.pid, *Path(children).read_text().split()]:  # as schedulers do
            os.kill(int(pid), signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 128 + signal.SIGTERM
    assert "interrupted: what is finished is kept in" in output
    kept = journal_module.Journal(out)
    sources = find_sources([many])
    kept.start(sources, FaceOptions(size=32, detect=False), resume=True)
    assert 0 < kept.done < len(sources)
    assert not any(isinstance(row, Reject) for row in kept.rows())
    kept.close()
    make_face_data_set([many], out, FaceOptions(size=32, detect=False))
    same_arrays(out, whole)


@pytest.mark.parametrize("name", ["run.json", "part-"])
def test_a_disk_that_is_full_from_the_first_leaves_nothing_and_promises_nothing(
    tmp_path, folder, monkeypatch, name
):
    written_whole = journal_module.written_whole

    def full(path):
        if path.name.startswith(name):
            raise OSError(28, "No space left on device", str(path))
        return written_whole(path)

    for module in (journal_module, files):
        monkeypatch.setattr(module, "written_whole", full)
    advice = "make room; then give the same command again"
    says = rf"cannot be written \(No space left on device\); {advice}$"
    with pytest.raises(InputError, match=says):
        make_face_data_set([folder], tmp_path / "faces.npz", MIDDLE)
    assert [path.name for path in tmp_path.iterdir()] == ["pictures"]


def test_what_fails_elsewhere_is_no_full_disk_and_costs_nothing_that_is_finished(tmp_path, folder):
    def on_progress(now):
        if now.done == 10:
            raise BrokenPipeError("nobody looks")

    out, engine = tmp_path / "faces.npz", Counting()
    with pytest.raises(BrokenPipeError, match="nobody looks"):
        make_face_data_set([folder], out, MIDDLE, on_progress=on_progress)
    make_face_data_set([folder], out, MIDDLE, work=WorkOptions(engine=engine))
    assert len(engine.given) == 21 - 10


def test_shards_go_where_a_link_leads(tmp_path, folder):
    (tmp_path / "disk" / "empty").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "disk" / "empty")
    make_face_data_set([folder], tmp_path / "link", MIDDLE, work=WorkOptions(shards=3))
    assert (tmp_path / "link").is_symlink()
    assert len(open_data(tmp_path / "disk" / "empty").pictures.images) == 20
    assert sorted(path.name for path in tmp_path.rglob("*.partial")) == []


@pytest.fixture(scope="module")
def many(tmp_path_factory, hopper):
    """4,000 names of 50 pictures."""
    folder = tmp_path_factory.mktemp("many")
    for k in range(50):
        Image.fromarray(hopper[4 * k : 4 * k + 90, 150:300]).save(folder / f"{k:02}-0.png")
        for copy in range(1, 80):
            (folder / f"{k:02}-{copy}.png").hardlink_to(folder / f"{k:02}-0.png")
    return folder


@pytest.fixture(scope="module")
def whole(many, tmp_path_factory):
    """What a run that nobody disturbs makes of them."""
    path = tmp_path_factory.mktemp("whole") / "whole.npz"
    make_face_data_set([many], path, FaceOptions(size=32, detect=False))
    return path


def start(folder, out):
    command = [sys.executable, "-m", "keras_pggan", "preprocess", folder, "--out", out]
    options = ["--no-detect", "--size", "32", "--workers", "2"]
    return subprocess.Popen(
        [*map(str, command), *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait_for(unfinished, process, parts):
    """Waits until a run has kept so many parts, or has ended."""
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        if unfinished.exists() and len(list(unfinished.glob("part-*"))) >= parts:
            break
        time.sleep(0.002)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [2, 10])
def test_a_run_that_is_killed_ends_with_the_arrays_of_one_that_is_not(tmp_path, many, whole, kills):
    out, unfinished = tmp_path / "faces.npz", tmp_path / "faces.npz.partial"
    throw, killed, parts = random.Random(kills), 0, 0
    for _ in range(kills):
        process = start(many, out)
        # Somewhere in the next part of 512 pictures, or, after the last, while the result is made.
        parts += throw.randint(0, 1)
        wait_for(unfinished, process, parts)
        time.sleep(throw.uniform(0.0, 0.1))
        process.kill()
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
    assert killed
    process = start(many, out)
    output, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, output
    same_arrays(out, whole)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faces.npz"]
