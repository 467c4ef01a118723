"""What every export format owes, run over all that are defined; one more is defined here."""

import shutil

import keras
import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.export import ExportFormat, export, named_formats
from keras_pggan.export.units import to_unit


class KerasFile(ExportFormat):
    """The model itself, in Keras's own file."""

    name = "keras-for-this-test"
    told = "Keras file"
    suffix = ".keras"

    def write(self, generator, path):
        generator.model.save(path)

    def drawer(self, path):
        loaded = pg.load_generator(path)
        return lambda *inputs: np.asarray(to_unit(loaded.call(*inputs)))


@pytest.fixture(params=sorted(named_formats()))
def form(request):
    return named_formats()[request.param]()


@pytest.fixture(scope="module", params=["plain", "labelled", "gray", "fused"])
def generator(request, tmp_path_factory):
    change = {
        "plain": {},
        "labelled": {"label_count": 3, "class_names": ("a", "b", "ö")},
        "gray": {"channels": 1, "base_shape": (4, 6)},
        "fused": {"fused_levels": (1,)},
    }[request.param]
    keras.utils.set_random_seed(5)
    config = pg.NetworkConfig(resolution=8, filters_base=16, filters_max=8, latent_dim=5, **change)
    path = tmp_path_factory.mktemp("models") / "generator.keras"
    pg.GrowingGenerator(config).straight_through(1).save(path)
    return pg.load_generator(path)


# What does not depend on the networks is asked of two of them; of the rest among the slow tests.
of_two_generators = pytest.mark.parametrize(
    "generator",
    [
        "plain",
        "labelled",
        pytest.param("gray", marks=pytest.mark.slow),
        pytest.param("fused", marks=pytest.mark.slow),
    ],
    indirect=True,
    scope="module",
)


def place(form, tmp_path):
    return tmp_path / f"exported{form.suffix}"


def test_it_says_what_it_is(form):
    assert form.name
    assert form.told
    assert type(form).__doc__
    assert 0 < form.tolerance < 1


def test_its_pictures_are_those_of_the_model_in_any_batch(form, generator, tmp_path):
    out = place(form, tmp_path)
    assert 0 <= export(generator, out, format=form.name) <= form.tolerance
    assert list(tmp_path.iterdir()) == [out]
    draw = form.drawer(out)
    for count in (1, 3, 16):
        latents = pg.latents(count, generator.latent_dim, seed=count)
        labels = generator.labels(count)
        inputs = [latents] if labels is None else [latents, labels]
        expected = np.clip(generator.call(*inputs) / 2 + 0.5, 0, 1)
        drawn = np.asarray(draw(*inputs))
        assert drawn.shape == (count, *generator.image_shape)
        np.testing.assert_allclose(drawn, expected, rtol=0, atol=2 * form.tolerance)


@of_two_generators
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


@of_two_generators
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


@of_two_generators
def test_a_format_that_there_is_not_is_told(refused, generator, tmp_path):
    out = tmp_path / "x"
    says = ("format must be one of", "saved-model", "got paper")
    refused("export", generator.source, "--out", out, "--format", "paper", says=says)
