"""Snapshots of the paper's authors' program compute here what they compute there."""

import re

import foreign_networks as source
import numpy as np
import pytest
from foreign_files import Instance, Named, Pickled, snapshot

import keras_pggan as pg
from keras_pggan import zoo

LATENT, LABELS = 7, 3
# Filters of levels, the dense layer's, channels, classes, fused, options of the pickle.
CASES = {
    "fused": ((6, 6, 5), 6, 3, 0, True, {}),
    "layers": ((8, 8, 4), 8, 1, 0, False, {"numpy": "numpy._core"}),
    "classes": ((6, 4), 5, 3, LABELS, True, {"python_2": True}),
    "base": ((6,), 6, 3, 0, True, {}),
}


def networks(case):
    widths, dense, channels, labels, fused, _ = CASES[case]
    options = {"label_size": labels, "fused_scale": fused, "num_channels": channels}
    generators = [
        source.official_generator(widths, LATENT, channels, labels, fused=fused, seed=seed)
        for seed in (1, 2)
    ]
    discriminator = source.official_discriminator(widths, dense, channels, labels, fused=fused)
    lod = np.float32(0.0)
    return (
        ("G_paper", {**options, "latent_size": LATENT}, {"lod": lod, **generators[0]}),
        ("D_paper", {**options, "mbstd_group_size": 4}, {"lod": lod, **discriminator}),
        ("G_paper", {**options, "latent_size": LATENT}, {"lod": lod, **generators[1]}),
    )


def written(folder, made, **options):
    """The preset of a snapshot of some networks."""
    (folder / "snapshot.pkl").write_bytes(snapshot(made))
    zoo.convert(folder / "snapshot.pkl", folder / "preset", zoo.ConvertOptions(**options))
    return folder / "preset"


def changed(made, index, options=None, function=None, **variables):
    """Networks of which one has other options or variables; None takes one out."""
    name, told, arrays = made[index]
    arrays = {key: each for key, each in {**arrays, **variables}.items() if each is not None}
    return (
        *made[:index],
        (function or name, {**told, **(options or {})}, arrays),
        *made[index + 1 :],
    )


@pytest.fixture(scope="module", params=CASES)
def converted(request, tmp_path_factory):
    """The three networks of a snapshot, and the preset that came of it."""
    folder = tmp_path_factory.mktemp("official")
    made = networks(request.param)
    (folder / "snapshot.pkl").write_bytes(snapshot(made, **CASES[request.param][-1]))
    zoo.convert(folder / "snapshot.pkl", folder / "preset")
    return [variables for _, _, variables in made], folder / "preset", CASES[request.param]


def test_the_averaged_generator_draws_what_it_drew(converted, growth):
    (_, _, averaged), folder, (_, _, _, labels, *_) = converted
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    classes = np.eye(LABELS, dtype="float32")[:, :labels]
    flat = np.concatenate([latents, classes], axis=1)
    growth.assert_draws(
        pg.from_preset(folder),
        [latents, classes] if labels else latents,
        lambda *stage: source.run_official_generator(averaged, flat, *stage),
    )


@pytest.mark.parametrize("count", [8, 4, 3])
def test_the_discriminator_judges_as_it_judged(converted, growth, count):
    (_, discriminator, _), folder, _ = converted
    growth.assert_judges(
        pg.from_preset(folder, network="discriminator"),
        count,
        lambda *given: source.run_official_discriminator(discriminator, *given),
    )


def test_widths_that_the_papers_rule_gives_are_told_by_it(tmp_path):
    config = pg.from_preset(written(tmp_path, networks("layers"))).config
    assert (config.filters_base, config.filters_max, config.level_filters) == (32, 8, ())
    assert config.dense_filters is None
    config = pg.from_preset(written(tmp_path, networks("classes"))).config
    assert (config.filters_base, config.filters_max, config.level_filters) == (16, 6, ())
    assert config.dense_filters == 5


@pytest.mark.parametrize(
    ("options", "changes"),
    [
        ({"use_pixelnorm": False}, {"pixel": False}),
        ({"use_leakyrelu": False}, {"leak": 0.0}),
        ({"normalize_latents": False}, {"latents": False}),
    ],
    ids=str,
)
def test_options_of_the_generator_count(options, changes, tmp_path, growth):
    made = changed(networks("fused"), 2, options)
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    growth.assert_draws(
        pg.from_preset(written(tmp_path, made, network="averaged")),
        latents,
        lambda *stage: source.run_official_generator(made[2][2], latents, *stage, **changes),
    )


def test_a_discriminator_without_minibatch_deviation(tmp_path, growth):
    widths, dense, *_ = CASES["fused"]
    arrays = source.official_discriminator(widths, dense, stdev=False)
    made = (
        networks("fused")[0],
        ("D_paper", {"mbstd_group_size": 0}, arrays),
        networks("fused")[2],
    )
    growth.assert_judges(
        pg.from_preset(written(tmp_path, made), network="discriminator"),
        5,
        lambda *given: source.run_official_discriminator(arrays, *given),
    )


def test_kernels_without_run_time_scale_are_used_as_they_are(tmp_path):
    made = changed(networks("base"), 2, {"use_wscale": False})
    network = pg.from_preset(written(tmp_path, made, network="averaged"))
    assert not network.config.equalized_learning_rate
    kernel = made[2][2]["4x4/Conv/weight"]
    np.testing.assert_array_equal(network.blocks[0].get_layer("conv").kernel, kernel)


# Of three levels: 1.25 is between 8x8, at alpha 0.75, and 4x4; 16x16 was not reached.
@pytest.mark.parametrize(
    ("lod", "resolution", "alpha"), [(0.0, 16, 1.0), (0.6, 16, 0.4), (1.25, 8, 0.75), (2.0, 4, 1.0)]
)
def test_a_snapshot_amid_training_ends_at_the_level_that_it_had_reached(
    lod, resolution, alpha, tmp_path, growth
):
    made = networks("fused")
    for index in range(3):
        made = changed(made, index, lod=np.float32(lod))
    folder = written(tmp_path, made)
    network = pg.from_preset(folder)
    assert network.config.resolution == resolution
    assert float(network.alpha) == pytest.approx(alpha)
    assert ("fading in" in (folder / "card.md").read_text()) == (alpha < 1)
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    growth.assert_draws(
        network,
        latents,
        lambda *stage: source.run_official_generator(made[2][2], latents, *stage),
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"function": "G_style"}, "its averaged is made by G_style; G_paper is known here"),
        ({"options": {"use_attention": 1}}, "options that are not known here: use_attention"),
        ({"options": {"label_size": -1}}, "its option label_size is -1"),
        ({"options": {"pixelnorm_epsilon": "x"}}, "normalization_epsilon must be a number"),
        ({"4x4/Conv/bias": None}, "it lacks the array 4x4/Conv/bias"),
        ({"4x4/Mapping/weight": np.ones((2, 2), "float32")}, "not known here: 4x4/Mapping/weight"),
        ({"4x4/Conv/bias": np.ones(5, "float32")}, "4x4/Conv/bias is 5, 6 is expected"),
        ({"4x4/Conv/bias": np.ones(6, "int32")}, "4x4/Conv/bias is no array of numbers"),
        ({"4x4/Conv/bias": np.full(6, np.nan, "float32")}, "numbers that are not finite"),
        ({"4x4/Conv/bias": np.full(6, 1e300)}, "numbers that are not finite"),
        ({"4x4/Dense/weight": np.ones((7, 17), "float32")}, "17 units, a multiple of 16 is exp"),
        ({"4x4/Dense/weight": np.ones((0, 96), "float32")}, "4x4/Dense/weight is 0x96, ?x? is"),
        ({"4x4/Conv/weight": np.ones((3, 3, 9, 6), "float32")}, "behind the layers before"),
        ({"lod": np.float32(np.nan)}, "its level of detail is nan"),
        ({"lod": "x"}, "its level of detail is 'x'"),
    ],
    ids=str,
)
def test_what_is_not_known_is_refused_by_its_name(change, says, tmp_path):
    with pytest.raises(pg.InputError, match=re.escape(says)):
        written(tmp_path, changed(networks("fused"), 2, **change))
    assert not (tmp_path / "preset").exists()


def test_networks_that_contradict_each_other_are_refused(tmp_path):
    made = (networks("fused")[0], networks("layers")[1], networks("fused")[2])
    with pytest.raises(pg.InputError, match=r"of the averaged is .* of the discriminator .* alone"):
        written(tmp_path, made)
    written(tmp_path, made, network="averaged")


def test_fused_and_other_layers_in_one_discriminator_are_refused(tmp_path):
    made = networks("fused")
    arrays = {key.replace("16x16/Conv1_down", "16x16/Conv1"): v for key, v in made[1][2].items()}
    with pytest.raises(pg.InputError, match="fused and other layers"):
        written(tmp_path, (made[0], (*made[1][:2], arrays), made[2]))


@pytest.mark.parametrize("name", ["generator", "discriminator"])
def test_one_network_is_taken_alone(name, tmp_path, growth):
    made = networks("fused")
    folder = written(tmp_path, made, network=name, resolution=8)
    other = {"generator": "discriminator", "discriminator": "generator"}[name]
    with pytest.raises(pg.InputError, match=f"has no {other}"):
        pg.from_preset(folder, network=other)
    network = pg.from_preset(folder, network=name)
    assert network.config.resolution == 8
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    if name == "generator":
        growth.assert_draws(
            network, latents, lambda *at: source.run_official_generator(made[0][2], latents, *at)
        )
    else:
        growth.assert_judges(
            network, 4, lambda *at: source.run_official_discriminator(made[1][2], *at)
        )


def test_a_tuple_of_something_else_is_refused(tmp_path):
    (tmp_path / "snapshot.pkl").write_bytes(Pickled()(("G", "D", "Gs")))
    with pytest.raises(pg.InputError, match="a tuple of three networks, got a tuple of 3"):
        zoo.convert(tmp_path / "snapshot.pkl", tmp_path / "preset")


def test_networks_of_its_successors_are_not_known(tmp_path):
    network = Named("dnnlib.tflib.network", "Network")
    (tmp_path / "snapshot.pkl").write_bytes(Pickled()((Instance(network, {}),)))
    with pytest.raises(
        pg.InputError, match=r"asks for dnnlib\.tflib\.network\.Network, which no p"
    ):
        zoo.convert(tmp_path / "snapshot.pkl", tmp_path / "preset")


@pytest.mark.parametrize(("content", "says"), [(b"", "this is empty"), (b"<html>", "this is none")])
def test_a_file_that_is_nothing_of_the_kind_is_told(content, says, tmp_path):
    (tmp_path / "snapshot.pkl").write_bytes(content)
    with pytest.raises(pg.InputError, match=says):
        zoo.convert(tmp_path / "snapshot.pkl", tmp_path / "preset")
