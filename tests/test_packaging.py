"""The wheel holds the whole package, and works away from the source."""

import email
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from mypy.config_parser import parse_config_file
from mypy.find_sources import create_source_list
from mypy.options import Options

import keras_pggan as pg

ROOT = Path(__file__).parents[1]
FOLDERS = {"keras_pggan": "keras_pggan", "preprocessing": "keras_pggan/preprocessing"}
FILES = ("pyproject.toml", "setup.cfg", "setup.py", "README.md", "LICENSE")

MODULES = {
    f"{installed}/{path.relative_to(ROOT / folder).as_posix()}"
    for folder, installed in FOLDERS.items()
    for path in (ROOT / folder).rglob("*.py")
}
BUNDLE = {
    path.relative_to(ROOT).as_posix() for path in (ROOT / "keras_pggan/export/web_bundle").iterdir()
}
MOST_BYTES = 15 * 10**6  # of the wheel: what is larger belongs in one of its own
PRETRAINED = {
    path.relative_to(ROOT).as_posix() for path in (ROOT / "keras_pggan/zoo/pretrained").glob("*/*")
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The path of a wheel, built from a copy of the source."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    for name in FOLDERS:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, source / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, source / name)
    build = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet")
    subprocess.run(
        [sys.executable, "-m", "pip", *build, "--wheel-dir", folder, source],
        check=True,
        cwd=folder,
    )
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def names(wheel):
    """What the wheel holds, but for its metadata."""
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def unpacked(wheel):
    folder = wheel.parent / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def test_the_wheel_holds_every_module_and_nothing_else(names):
    assert "keras_pggan/preprocessing/pipeline.py" in MODULES
    assert names == MODULES | {
        "keras_pggan/__init__.pyi",
        "keras_pggan/evaluation/__init__.pyi",
        "keras_pggan/filtering/label_page.html",
        "keras_pggan/generators/__init__.pyi",
        "keras_pggan/models/__init__.pyi",
        "keras_pggan/preprocessing/__init__.pyi",
        "keras_pggan/zoo/__init__.pyi",
        *PRETRAINED,
        *BUNDLE,
        "keras_pggan/report/__init__.pyi",
        "keras_pggan/py.typed",
        "keras_pggan/report/page.html.jinja",
    }


def test_the_wheel_is_small(wheel):
    assert "keras_pggan/export/web_bundle/litert.wasm.gz" in BUNDLE
    assert wheel.stat().st_size < MOST_BYTES


def test_the_metadata_tell_version_command_and_licence(unpacked):
    (folder,) = unpacked.glob("*.dist-info")
    metadata = email.message_from_string((folder / "METADATA").read_text("utf-8"))
    assert metadata["Version"] == pg.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert "keras-pggan = keras_pggan.cli:main" in (folder / "entry_points.txt").read_text("utf-8")
    (licence,) = folder.rglob("LICENSE")
    assert licence.read_bytes() == (ROOT / "LICENSE").read_bytes()


def printed(code, unpacked, folder):
    """The lines that a program prints, run elsewhere with the unpacked wheel."""
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        env={"PYTHONPATH": str(unpacked)},
    )
    return told.stdout.splitlines()


def test_preprocessing_is_imported_from_the_unpacked_wheel(unpacked, tmp_path):
    code = (
        "import keras_pggan, keras_pggan.preprocessing as preprocessing;"
        "print(keras_pggan.__file__); print(preprocessing.__file__);"
        "print(preprocessing.make_face_data_set.__code__.co_filename)"
    )
    lines = printed(code, unpacked, tmp_path)
    package = unpacked / "keras_pggan"
    assert lines == [
        str(package / "__init__.py"),
        str(package / "preprocessing" / "__init__.py"),
        str(package / "preprocessing" / "pipeline.py"),
    ]


def test_pretrained_models_draw_from_the_wheel_without_a_network(unpacked, tmp_path):
    code = (
        "import socket\n"
        "def refuse(*given): raise OSError('there is no network')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "import keras_pggan as pg\n"
        "print(pg.__file__)\n"
        "for name in pg.zoo.pretrained(): print(name, pg.generate(name, 2).std() > 10)"
    )
    lines = printed(code, unpacked, tmp_path)
    where, *drawn = lines[-1 - len(pg.zoo.pretrained()) :]
    assert where == str(unpacked / "keras_pggan" / "__init__.py")
    assert drawn == [f"{name} True" for name in pg.zoo.pretrained()]


def test_types_are_checked_in_every_module_under_the_name_that_it_is_installed_by(monkeypatch):
    monkeypatch.chdir(ROOT)
    options = Options()
    parse_config_file(options, lambda: None, "setup.cfg")
    found = {
        Path(source.path).as_posix(): source.module
        for source in create_source_list(options.files, options)
    }
    stubbed = {f"{path}i" if (ROOT / f"{path}i").exists() else path for path in MODULES}
    assert found == {
        path: path.rpartition(".")[0].removesuffix("/__init__").replace("/", ".")
        for path in stubbed
    }
