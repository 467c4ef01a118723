"""What every export format owes, run over all that are defined; one more is defined here."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
from slow_parameters import with_slow

import keras_pggan as pg
from keras_pggan.cli.export import FormatOptions
from keras_pggan.export import ExportFormat, export, export_model, named_formats
from keras_pggan.export.resolutions import at_place
from keras_pggan.export.units import to_unit
from keras_pggan.options import options_of

DOCS = Path(__file__).parents[2] / "docs"
BATCHES = (1, 3, 16)
HEAD = """
import sys
sys.modules["keras_pggan"] = None
import numpy as np
out, folder = sys.argv[1:]
"""
ONE_AT_A_TIME = """
model.allocate_tensors()
def draw(**given):
    made = []
    for each in range(len(given["latents"])):
        for found in model.get_input_details():
            values = given["labels" if "labels" in found["name"] else "latents"]
            model.set_tensor(found["index"], values[each : each + 1].astype(found["dtype"]))
        model.invoke()
        made.append(model.get_tensor(model.get_output_details()[0]["index"])[0])
    return made
"""
# How a program without this package runs each: `draw` of latents and, with classes, labels.
LOADERS = {
    "saved-model": """
import tensorflow as tf
model = tf.saved_model.load(out)
def draw(**given):
    return model.signatures["serving_default"](**given)["images"]
""",
    "litert": """
from ai_edge_litert.interpreter import Interpreter
model = Interpreter(out)
def draw(**given):
    for name in given:
        index = next(each["index"] for each in model.get_input_details() if name in each["name"])
        model.resize_tensor_input(index, given[name].shape)
    model.allocate_tensors()
    for name in given:
        (found,) = (each for each in model.get_input_details() if name in each["name"])
        model.set_tensor(found["index"], given[name].astype(found["dtype"]))
    model.invoke()
    return model.get_tensor(model.get_output_details()[0]["index"])
""",
    "onnx": """
import onnxruntime
model = onnxruntime.InferenceSession(out)
assert model.get_modelmeta().custom_metadata_map["latent_dim"] == "5"
def draw(**given):
    return model.run(["images"], given)[0]
""",
    "web": """
import json
from ai_edge_litert.interpreter import Interpreter
(model,) = json.load(open(out + "/models.json"))["models"]
level = model["levels"][-1]
assert (model["latent_dim"], level["height"]) == (5, 8)
model = Interpreter(out + "/" + level["file"])
"""
    + ONE_AT_A_TIME,
    "html": """
import base64, gzip, re
from ai_edge_litert.interpreter import Interpreter
packed = re.search('id="file:models/[^"]*/8.tflite">([^<]*)<', open(out).read())[1]
model = Interpreter(model_content=gzip.decompress(base64.b64decode(packed)))
"""
    + ONE_AT_A_TIME,
    "openvino": """
import openvino
hint = {"INFERENCE_PRECISION_HINT": "f32"}
model = openvino.Core().compile_model(out + "/model.xml", "CPU", hint)
def draw(**given):
    return list(model(given).values())[0]
""",
}
TAIL = """
made = {}
for count in BATCHES:
    given = dict(np.load(f"{folder}/{count}.npz"))
    made[str(count)] = np.asarray(draw(**given))
np.savez(folder + "/made.npz", **made)
"""


class KerasFile(ExportFormat):
    """The model itself, in Keras's own file."""

    name = "keras-for-this-test"
    told = "Keras file"
    suffix = ".keras"

    def write(self, generator, path, precision="float32"):
        generator.model.save(path)

    def drawer(self, path):
        loaded = pg.load_generator(path)
        return lambda *inputs: np.asarray(to_unit(loaded.call(*inputs)))


SLOW = ("openvino",)  # its conversions and first pictures take seconds each


@pytest.fixture(params=with_slow(sorted(named_formats()), SLOW))
def form(request):
    return named_formats()[request.param]()


CHANGES = {
    "plain": {},
    "labelled": {"label_count": 3, "class_names": ("a", "b", "ö")},
    "gray": {"channels": 1},
    "wide": {"base_shape": (4, 6)},
    "fused": {"fused_levels": (1,)},
}
KINDS = (*CHANGES, "blur")


def network(**change):
    keras.utils.set_random_seed(5)
    shape = {"resolution": 8, "filters_base": 16, "filters_max": 8, "latent_dim": 5}
    return pg.GrowingGenerator(pg.NetworkConfig(**shape, **change))


@pytest.fixture(scope="module", params=KINDS)
def generator(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("models") / "generator.keras"
    if request.param == "blur":
        keras.utils.set_random_seed(5)
        shape = pg.BlurNetworkConfig(resolution=8, filters=2, latent_dim=5, label_count=2)
        pg.BlurGenerator(shape).model.save(path)
        return pg.load_generator(path)
    network(**CHANGES[request.param]).straight_through(1).save(path)
    return pg.load_generator(path)


def of_generators(*quick):
    """Asks it of some kinds of generators, and of the rest among the slow tests."""
    kinds = with_slow(KINDS, set(KINDS) - set(quick))
    return pytest.mark.parametrize("generator", kinds, indirect=True, scope="module")


# What does not depend on the networks is asked of one of them.
of_one_generator = of_generators("labelled")


def inputs_of(generator, count):
    latents = pg.latents(count, generator.latent_dim, seed=count)
    labels = generator.labels(count)
    return [latents] if labels is None else [latents, labels]


def expected_of(generator, inputs):
    return np.clip(generator.call(*inputs) / 2 + 0.5, 0, 1)


def place(form, tmp_path):
    return tmp_path / f"exported{form.suffix}"


def test_it_says_what_it_is(form):
    assert form.name
    assert form.told
    assert type(form).__doc__
    assert 0 < form.tolerance < 1


def test_the_command_and_the_docs_tell_of_it(form):
    if form.name not in LOADERS:
        pytest.skip("the format of this test is told to nobody")
    (told,) = (each.about.help for each in options_of(FormatOptions) if each.name == "format")
    assert re.search(rf"\b{form.name} \(", told)
    table = (DOCS / "exporting.md").read_text(encoding="utf-8")
    row = re.search(rf"^\| `{form.name}` \|.*\| (.*) \|.*\|$", table, re.MULTILINE)
    assert row, "a row of docs/exporting.md is to tell of it"
    assert tuple(row[1].split(", ")) == form.precisions


@pytest.mark.parametrize("resolution", [None, "all"])
def test_a_package_that_is_missing_is_told_before_anything_is_done(
    form, resolution, tmp_path, monkeypatch
):
    out = tmp_path / "all" if resolution and not form.every_resolution else place(form, tmp_path)
    for package in (each for each in form.packages if "." not in each):
        with monkeypatch.context() as missing:
            missing.setitem(sys.modules, package, None)
            says = f"the format {form.name} needs the package {package}: pip install 'keras_pggan"
            with pytest.raises(pg.InputError, match=says):
                export_model("none", out, format=form.name, resolution=resolution)


@of_generators("plain", "labelled")
def test_its_pictures_are_those_of_the_model_in_any_batch(form, generator, tmp_path):
    out = place(form, tmp_path)
    assert 0 <= export(generator, out, format=form.name) <= form.tolerance
    assert list(tmp_path.iterdir()) == [out]
    draw = form.drawer(out)
    for count in BATCHES:
        inputs = inputs_of(generator, count)
        drawn = np.asarray(draw(*inputs))
        assert drawn.shape == (count, *generator.image_shape)
        expected = expected_of(generator, inputs)
        np.testing.assert_allclose(drawn, expected, rtol=0, atol=2 * form.tolerance)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(CHANGES["plain"], marks=pytest.mark.slow),
        CHANGES["labelled"] | CHANGES["wide"],
    ],
)
def test_all_resolutions_are_written(form, change, tmp_path):
    growing = network(**change)
    out = tmp_path / f"all{form.suffix if form.every_resolution else ''}"
    parity = export_model(growing, out, format=form.name, resolution="all")
    assert 0 <= parity.difference <= form.tolerance
    for level in (0, 1):
        of_level = pg.load_generator(growing.straight_through(level))
        draw = drawer_of(form, growing, out, level)
        inputs = inputs_of(of_level, 3)
        drawn = np.asarray(draw(*inputs))
        assert drawn.shape == (3, *of_level.image_shape)
        expected = expected_of(of_level, inputs)
        np.testing.assert_allclose(drawn, expected, rtol=0, atol=2 * form.tolerance)


def drawer_of(form, growing, out, level):
    """Pictures of one of the resolutions of an export."""
    if form.every_resolution:
        return form.drawers(at_place(growing, "all"), out)[level][1]
    return form.drawer(out / f"images_{4 << level}{form.suffix}")


@of_one_generator
def test_a_batch_can_be_fixed(form, generator, tmp_path):
    out = place(form, tmp_path)
    if not form.fixed_batch:
        with pytest.raises(pg.InputError, match=f"batch must be dynamic for {form.name}, got 3"):
            export_model(generator, out, format=form.name, batch=3)
        return
    parity = export_model(generator, out, format=form.name, batch=3)
    assert 0 <= parity.difference <= form.tolerance
    inputs = inputs_of(generator, 3)
    drawn = np.asarray(form.drawer(out)(*inputs))
    expected = expected_of(generator, inputs)
    np.testing.assert_allclose(drawn, expected, rtol=0, atol=2 * form.tolerance)
    for wrong in (0, -1, 2.5, True, "some", "3"):
        with pytest.raises(pg.InputError, match="batch must be 1 or more, or dynamic, got"):
            export_model(generator, tmp_path / "x", format=form.name, batch=wrong)


def size_of(out):
    files = out.rglob("*") if out.is_dir() else [out]
    return sum(path.stat().st_size for path in files if path.is_file())


def written_size(form, generator, out):
    export_model(generator, out, format=form.name)
    return size_of(out)


def test_each_of_its_precisions_is_written_and_takes_less_room(form, tmp_path):
    keras.utils.set_random_seed(5)
    wide = pg.NetworkConfig(resolution=8, filters_base=512, filters_max=48, latent_dim=48)
    generator = pg.GrowingGenerator(wide)
    narrow = pg.GrowingGenerator(pg.NetworkConfig(resolution=8, filters_max=1, latent_dim=1))
    besides = written_size(form, narrow, tmp_path / f"narrow{form.suffix}")  # such as a runtime
    sizes = {}
    for precision in form.precisions:
        out = tmp_path / f"{precision}{form.suffix}"
        parity = export_model(generator, out, format=form.name, precision=precision)
        assert parity.decibels >= (100 if precision == "float32" else 25)
        sizes[precision] = size_of(out) - besides
    assert sizes.get("float16", 0) < 0.7 * sizes["float32"]
    assert sizes.get("dynamic-int8", 0) < 0.5 * sizes["float32"]
    with pytest.raises(pg.InputError, match=f"precision of {form.name} must be float32.*got half"):
        export_model(generator, tmp_path / "x", format=form.name, precision="half")


@of_one_generator
def test_a_second_load_needs_nothing_of_ours(form, generator, tmp_path):
    """In a process that cannot import this package: the runtime alone."""
    if form.name not in LOADERS:
        pytest.skip("the format of this test is Keras's own, which needs the layers")
    out = place(form, tmp_path)
    export(generator, out, format=form.name)
    inputs = {count: inputs_of(generator, count) for count in BATCHES}
    for count, given in inputs.items():
        np.savez(tmp_path / f"{count}.npz", **dict(zip(("latents", "labels"), given, strict=False)))
    code = f"{HEAD}BATCHES = {BATCHES}\n{LOADERS[form.name]}{TAIL}"
    done = subprocess.run(
        [sys.executable, "-c", code, out, tmp_path], capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    made = np.load(tmp_path / "made.npz")
    for count, given in inputs.items():
        expected = expected_of(generator, given)
        np.testing.assert_allclose(made[str(count)], expected, rtol=0, atol=2 * form.tolerance)


@of_one_generator
def test_one_that_draws_other_pictures_is_an_error_and_leaves_nothing(
    form, generator, tmp_path, monkeypatch
):
    right = type(form).drawer
    monkeypatch.setattr(
        type(form), "drawer", lambda self, path: lambda *inputs: right(self, path)(*inputs) + 0.5
    )
    with pytest.raises(pg.InputError, match=r"differ by 0\.5.*nothing was written"):
        export(generator, place(form, tmp_path), format=form.name)
    assert not list(tmp_path.iterdir())


@of_one_generator
def test_the_command_writes_it_and_refuses_what_it_would_replace(
    form, command, refused, generator, tmp_path
):
    out = place(form, tmp_path)
    result = command("export", generator.source, "--out", out, "--format", form.name)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(f"{form.told} in {out}: latents (batch, 5) to images")
    if form.suffix:
        out = tmp_path / "folder"
        says = f"a file name that ends in {form.suffix} is expected"
    else:
        says = "a new or empty folder is expected"
    refused("export", generator.source, "--out", out, "--format", form.name, says=says)
    shutil.rmtree(tmp_path)


@pytest.mark.slow
@of_one_generator
def test_the_command_says_nothing_else(form, generator, tmp_path):
    """What runtimes and converters say of themselves is nobody's concern."""
    if form.name not in LOADERS:
        pytest.skip("the format of this test is defined here alone")
    given = (generator.source, "--out", place(form, tmp_path), "--format", form.name)
    done = subprocess.run(
        [sys.executable, "-m", "keras_pggan", "export", *given],
        capture_output=True,
        text=True,
        timeout=300,
        env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "2"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    assert "INFO" not in done.stderr


@of_one_generator
def test_a_format_that_there_is_not_is_told(refused, generator, tmp_path):
    out = tmp_path / "x"
    says = ("format must be one of", "saved-model", "got paper")
    refused("export", generator.source, "--out", out, "--format", "paper", says=says)
