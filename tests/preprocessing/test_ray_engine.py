"""A cluster gives what this machine gives, and says what it lacks."""

import os
import re
import signal
import socket
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data as photographs

from keras_pggan.errors import InputError
from keras_pggan.preprocessing import (
    FaceOptions,
    LocalEngine,
    RayEngine,
    WorkOptions,
    make_face_data_set,
    ray_engine,
    ray_work,
)
from keras_pggan.preprocessing.ray_work import connected
from keras_pggan.preprocessing.rejects import Reason
from keras_pggan.preprocessing.sources import find_sources


@pytest.fixture
def _ray(monkeypatch):
    pytest.importorskip("ray.data", reason="Ray is not installed (keras_pggan[distributed])")
    monkeypatch.delenv("RAY_ADDRESS", raising=False)


@pytest.fixture
def folder(tmp_path, astronaut, hopper):
    """Faces in folders of two classes, and files that give none for several reasons."""
    folder = tmp_path / "photographs"
    for name in ("navy", "space", "other"):
        (folder / name).mkdir(parents=True)
    for k in range(12):
        Image.fromarray(hopper[k : 560 + k]).save(folder / "navy" / f"{k:02}.jpg", quality=95)
        Image.fromarray(astronaut[k:]).save(folder / "space" / f"{k:02}.png")
    Image.fromarray(np.hstack([astronaut, hopper[:512]])).save(folder / "space" / "pair.png")
    Image.fromarray(photographs.coffee()).save(folder / "other" / "cup.jpg")
    Image.fromarray(astronaut).save(folder / "alone.png")
    (folder / "other" / "größe.txt").write_text("no picture")
    (folder / "other" / "empty.png").touch()
    (folder / "other" / os.fsdecode(b"caf\xe9.png")).write_bytes(b"\x89PNG\r\n")
    whole = (folder / "navy" / "00.jpg").read_bytes()
    (folder / "navy" / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "navy" / "nowhere.jpg").symlink_to("gone.jpg")
    return folder


def stop_at_20(now):
    if now.done == 20:
        raise KeyboardInterrupt


@pytest.mark.slow
@pytest.mark.usefixtures("_ray")
def test_a_cluster_gives_the_data_set_that_this_machine_gives_though_interrupted(tmp_path, folder):
    options = FaceOptions(size=48, min_face=64, all_faces=True, labels_from_folders=True)
    engines = {"local": LocalEngine(2), "ray": RayEngine(workers=2)}
    works = {
        name: WorkOptions(engine=engine, rejects=tmp_path / f"{name}.csv")
        for name, engine in engines.items()
    }
    with pytest.raises(KeyboardInterrupt):
        make_face_data_set(
            [folder], tmp_path / "ray.npz", options, work=works["ray"], on_progress=stop_at_20
        )
    calls = []
    made = {
        name: make_face_data_set(
            [folder], tmp_path / f"{name}.npz", options, work=work, on_progress=calls.append
        )
        for name, work in works.items()
    }

    assert calls[-1].before == 20
    assert made["ray"] == made["local"]
    assert made["local"].faces == 26
    assert {reject.reason for reject in made["local"].rejects} == {
        Reason.NO_CLASS,
        Reason.NO_FACE,
        Reason.NOT_A_PICTURE,
        Reason.UNREADABLE,
    }
    assert (tmp_path / "ray.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
    with np.load(tmp_path / "local.npz") as one, np.load(tmp_path / "ray.npz") as other:
        assert sorted(one) == sorted(other) == ["class_names", "images", "labels", "names"]
        assert all(one[name].tobytes() == other[name].tobytes() for name in one)
        assert all(one[name].dtype == other[name].dtype for name in one)


@pytest.mark.slow
@pytest.mark.usefixtures("_ray")
def test_options_that_cannot_be_used_in_the_cluster_are_told_as_here(tmp_path, folder):
    (tmp_path / "mtcnn.py").write_text("raise ModuleNotFoundError(name='mtcnn')\n")
    before = os.environ.get("PYTHONPATH", "")
    code = (
        "from keras_pggan.preprocessing import FaceOptions, RayEngine\n"
        "from keras_pggan.preprocessing.sources import find_sources\n"
        f"list(RayEngine(workers=1)(find_sources([{str(folder)!r}]), FaceOptions()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{before}"},
    )
    assert "pip install 'keras_pggan[faces]'" in done.stderr.splitlines()[-1]


@pytest.mark.usefixtures("_ray")
@pytest.mark.parametrize("listens", [True, False])
def test_an_address_without_a_cluster_is_told_in_time(monkeypatch, listens):
    monkeypatch.setattr(ray_engine, "ANSWER_SECONDS", 2.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        if not listens:
            server.close()
        with pytest.raises(InputError, match="no Ray cluster answers there within 2 s") as caught:
            list(RayEngine(address)(find_sources([__file__]), FaceOptions(detect=False)))
    assert str(caught.value).startswith(address)


@pytest.mark.usefixtures("_ray")
def test_an_address_of_another_form_is_told(monkeypatch):
    with pytest.raises(InputError, match=r"nonsense: no Ray cluster can be used.*ray start --head"):
        list(RayEngine("nonsense")(find_sources([__file__]), FaceOptions(detect=False)))


def test_no_worker_is_too_few():
    with pytest.raises(InputError, match="workers must be 1 or more for Ray, got 0"):
        RayEngine(workers=0)


class RayFails(Exception):  # noqa: N818, Ray's own is called RayError
    """What a stand-in for Ray raises."""


def stand_in_for_ray(*, fails_at):
    """As much of Ray as is asked of it until it fails, so that it need not be there."""

    def fail(*_, **__):
        raise RayFails("a page of frames\nray.exceptions.OutOfMemoryError: 95% is used\nmore\n")

    rows = types.SimpleNamespace(
        context=types.SimpleNamespace(execution_options=types.SimpleNamespace()), iter_rows=fail
    )
    items = types.SimpleNamespace(map=lambda *_, **__: rows)
    data = types.SimpleNamespace(
        from_items=lambda *_, **__: items, ActorPoolStrategy=lambda **_: None
    )
    return types.SimpleNamespace(
        data=data,
        exceptions=types.SimpleNamespace(RayError=RayFails),
        is_initialized=lambda: fails_at == "work",
        init=fail,
        cluster_resources=lambda: {"CPU": 2.0},
    )


def start():
    with connected("local", 1):
        pass


def work():
    list(RayEngine()(find_sources([__file__]), FaceOptions(detect=False)))


@pytest.mark.parametrize(
    ("fails_at", "act", "says"),
    [
        ("start", start, r"^Ray cannot be used at local \({}\)$"),
        (
            "work",
            work,
            r"^Ray failed \({}\); see that all nodes have keras_pggan and enough memory, the same "
            "command goes on with what is finished$",
        ),
    ],
)
def test_what_ray_says_of_its_own_is_told_in_a_line(monkeypatch, fails_at, act, says):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    fake = stand_in_for_ray(fails_at=fails_at)
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.setitem(sys.modules, "ray.data", fake.data)
    with pytest.raises(InputError) as caught:
        act()
    reason = re.search(r"\((.*?)\)", str(caught.value))[1]
    assert reason == "ray.exceptions.OutOfMemoryError: 95% is used"
    assert re.match(says.format(re.escape(reason)), str(caught.value))


@pytest.mark.parametrize("comes", [True, False])
def test_a_cluster_without_a_core_is_asked_for_one_and_not_waited_for_without_end(
    monkeypatch, comes
):
    fake, asked, clock = stand_in_for_ray(fails_at="work"), [], iter(range(0, 10_000, 60))
    fake.cluster_resources = lambda: {"CPU": 1.0} if comes and len(asked) == 3 else {}
    sdk = types.SimpleNamespace(request_resources=lambda **what: asked.append(what))
    for name, module in (("ray", fake), ("ray.data", fake.data), ("ray.autoscaler.sdk", sdk)):
        monkeypatch.setitem(sys.modules, name, module)
    time = types.SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda _: None)
    monkeypatch.setattr(ray_work, "time", time)
    with pytest.raises(InputError) as caught:
        work()
    says = "Ray failed" if comes else "the Ray cluster has no core, and got none within 300 s; add"
    assert str(caught.value).startswith(says)
    assert asked == [{"num_cpus": 1}] * (3 if comes else 4)


# What stands in for the process that is connected to a cluster, with as many outcomes as it gives
# before Ray ends it, as it does where the cluster is gone.
ENDED = """
import os, pickle, sys
from keras_pggan.preprocessing.rejects import Reason, Reject
pickle.load(sys.stdin.buffer)
for number in range({outcomes}):
    pickle.dump(Reject(str(number), Reason.NO_FACE, ""), sys.stdout.buffer)
sys.stdout.buffer.write({more!r})
sys.stdout.buffer.flush()
sys.stderr.write("(raylet) terminated\\nray.exceptions.NodeDiedError: it is gone\\n")
sys.stderr.flush()
os._exit(1)
"""


@pytest.mark.parametrize("more", [b"", b"\x80\x05half a pickle"])
def test_a_cluster_that_dies_is_told_and_costs_nothing_that_came_of_it(
    tmp_path, monkeypatch, more, astronaut
):
    monkeypatch.delenv("RAY_ADDRESS", raising=False)
    fake = stand_in_for_ray(fails_at="never")
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.setitem(sys.modules, "ray.data", fake.data)
    monkeypatch.setattr(ray_engine, "DRIVER", ENDED.format(outcomes=2, more=more))
    for number in range(3):
        Image.fromarray(astronaut).save(tmp_path / f"{number}.png")
    out, done = tmp_path / "faces.npz", []
    work = WorkOptions(engine=RayEngine())
    with pytest.raises(InputError) as caught:
        make_face_data_set(
            [tmp_path / "*.png"], out, FaceOptions(), work=work, on_progress=done.append
        )
    assert str(caught.value) == (
        "Ray ended in the middle of the work (ray.exceptions.NodeDiedError: it is gone); see that "
        "the cluster is up, the same command goes on with what is finished"
    )
    assert done[-1].done == 2
    assert [path.name for path in tmp_path.glob("faces.npz.partial/part-*")] == [
        "part-000000000-000000002.npz"
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("_ray")
def test_a_cluster_that_is_killed_is_told_and_costs_nothing_that_came_of_it(tmp_path, hopper):
    folder, out, killed = tmp_path / "photographs", tmp_path / "faces.npz", []
    folder.mkdir()
    Image.fromarray(hopper).save(folder / "0.png")
    for number in range(1, 300):
        (folder / f"{number}.png").hardlink_to(folder / "0.png")

    def kill_the_cluster(now):
        if now.done == 8:
            killed.extend(raylets_of(os.getpid()))
            for process in killed:
                os.kill(process, signal.SIGKILL)

    work = WorkOptions(engine=RayEngine(workers=2))
    with pytest.raises(InputError, match=r"^Ray ended in the middle .* goes on with what is fini"):
        make_face_data_set([folder], out, FaceOptions(), work=work, on_progress=kill_the_cluster)
    assert killed
    (part,) = tmp_path.glob("faces.npz.partial/part-000000000-*.npz")
    assert 8 <= int(part.stem.rpartition("-")[2]) < 300


def raylets_of(process):
    """The raylets among the children of a process, and of theirs."""
    found = []
    for child in map(int, children_of(process)):
        name = Path(f"/proc/{child}/comm").read_text().strip()
        found += [child] if name == "raylet" else raylets_of(child)
    return found


def children_of(process):
    tasks = Path(f"/proc/{process}/task").iterdir()
    return [child for task in tasks for child in (task / "children").read_text().split()]


def test_without_ray_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(InputError, match=r"pip install 'keras_pggan\[distributed\]'"):
        RayEngine()
