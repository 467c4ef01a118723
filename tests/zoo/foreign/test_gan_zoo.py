"""Checkpoints of pytorch_GAN_zoo compute here what they compute there."""

import json
import re
import zipfile

import foreign_networks as source
import numpy as np
import pytest
from foreign_files import Instance, Named, tensors, write_legacy, write_zip

import keras_pggan as pg
from keras_pggan import zoo

LATENT, CLASSES = 7, ("cat", "dog", "hen")
# Filters of levels, the dense layer's, channels, classes, leak, loss, how the file is written.
CASES = {
    "zip": ((6, 6, 5), 6, 3, (), 0.2, "WGANGP", write_zip),
    "legacy": ((8, 4), 5, 1, (), 0.1, "MSE", write_legacy),
    "classes": ((6, 4, 7), 6, 3, CLASSES, 0.2, "DCGAN", write_zip),
}


def config_of(case, **others):
    _, _, _, classes, leak, loss, _ = CASES[case]
    attributes = {"Main": {"order": 0, "values": list(classes)}} if classes else None
    state = {
        "noiseVectorDim": LATENT,
        "leakyReluLeak": leak,
        "lossCriterion": loss,
        "attribKeysOrder": attributes,
        "perChannelNormalization": True,
        "equalizedlR": True,
        "alpha": 0,
        **others,
    }
    return Instance(Named("models.utils.config", "BaseConfig"), state)


def networks(case):
    widths, dense, channels, classes, *_ = CASES[case]
    return {
        "netG": source.zoo_generator(widths, LATENT, channels, len(classes), seed=1),
        "netD": source.zoo_discriminator(widths, dense, channels, len(classes), seed=2),
        "avgG": source.zoo_generator(widths, LATENT, channels, len(classes), seed=3),
    }


@pytest.fixture(scope="module", params=CASES)
def converted(request, tmp_path_factory):
    """The networks of a checkpoint, and the preset that came of it."""
    folder = tmp_path_factory.mktemp("zoo")
    made = networks(request.param)
    value = {"config": config_of(request.param), **{k: tensors(each) for k, each in made.items()}}
    CASES[request.param][-1](folder / "cats_s2_i100.pt", value)
    zoo.convert(folder / "cats_s2_i100.pt", folder / "preset")
    return made, folder / "preset", CASES[request.param]


def test_the_averaged_generator_draws_what_it_drew(converted, growth):
    made, folder, (_, _, _, classes, leak, loss, _) = converted
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    labels = np.eye(3, dtype="float32")[:, : len(classes)]
    flat = np.concatenate([latents, labels], axis=1)
    network = pg.from_preset(folder)
    assert network.config.class_names == classes
    tanh = loss != "WGANGP"
    growth.assert_draws(
        network,
        [latents, labels] if classes else latents,
        lambda *stage: source.run_zoo_generator(made["avgG"], flat, *stage, leak=leak, tanh=tanh),
    )


# 6 is one group, as it does not divide by 4; one picture has a deviation of 0.
@pytest.mark.parametrize("count", [8, 6, 1])
def test_the_discriminator_judges_as_it_judged(converted, growth, count):
    made, folder, (_, _, _, classes, leak, *_) = converted
    # Ours gives the score, then the logits; there the first logit is the score, too.
    order = [0, *range(len(classes))]

    def expected(*given):
        return source.run_zoo_discriminator(made["netD"], *given, leak=leak)[:, order]

    growth.assert_judges(pg.from_preset(folder, network="discriminator"), count, expected)


def written(folder, value, **options):
    write_zip(folder / "cats_s2_i100.pt", value)
    zoo.convert(folder / "cats_s2_i100.pt", folder / "preset", zoo.ConvertOptions(**options))
    return pg.from_preset(folder / "preset")


def drawn_as(growth, network, arrays, **options):
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    growth.assert_draws(
        network,
        latents,
        lambda *stage: source.run_zoo_generator(arrays, latents, *stage, **options),
    )


def test_filters_that_no_rule_gives_are_told_level_by_level(converted):
    _, folder, (widths, dense, *_) = converted
    config = pg.from_preset(folder).config
    assert [config.filters(level) for level in range(len(widths))] == list(widths)
    assert config.filters(-1) == dense
    assert (config.level_filters == widths) == (widths == (6, 4, 7))


@pytest.mark.parametrize("form", ["{}", "module.{}"])
def test_names_with_other_wrappers_are_the_same_names(form, tmp_path, growth):
    arrays = networks("zip")["avgG"]
    names = {form.format(name.replace(".module.", ".")): each for name, each in arrays.items()}
    network = written(tmp_path, {"config": config_of("zip"), "avgG": tensors(names)})
    drawn_as(growth, network, arrays)


def test_the_configuration_beside_counts_where_there_is_none_in_the_file(tmp_path, growth):
    arrays = networks("zip")["avgG"]
    beside = {"leakyness": 0.05, "lossMode": "MSE", "depthScales": [6, 6, 5]}
    (tmp_path / "cats_train_config.json").write_text(json.dumps(beside))
    network = written(tmp_path, {"avgG": tensors(arrays)})
    drawn_as(growth, network, arrays, leak=0.05, tanh=True)


def test_a_checkpoint_amid_a_fade_in_keeps_its_alpha(tmp_path):
    made = {key: tensors(each) for key, each in networks("zip").items()}
    network = written(tmp_path, {"config": config_of("zip", alpha=0.25), **made})
    assert float(network.alpha) == 0.75
    assert "alpha 0.75" in (tmp_path / "preset" / "card.md").read_text()


TWO = {"Main": {"order": 0, "values": ["a"]}, "Other": {"order": 1, "values": ["b", "c"]}}


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"attribKeysOrder": TWO}, "trained on 2 attributes (attribKeysOrder)"),
        ({"attribKeysOrder": {"Main": {"order": 0}}}, "attribKeysOrder has no list of values"),
        ({"perChannelNormalization": False}, "perChannelNormalization is false"),
        ({"alpha": 2}, "its alpha is 2"),
        ({"leakyReluLeak": "x"}, "its leakyness is 'x'"),
        ({"leakyReluLeak": 10**30}, "its leakyness is 1000"),
        ({"leakyReluLeak": 2}, "generator_leak must be from 0 to below 1"),
    ],
    ids=str,
)
def test_what_is_not_known_is_refused_by_its_name(settings, says, tmp_path):
    made = {key: tensors(each) for key, each in networks("zip").items()}
    with pytest.raises(pg.InputError, match=re.escape(says)):
        written(tmp_path, {"config": config_of("zip", **settings), **made})


def test_a_discriminator_that_sees_no_pictures_is_refused(tmp_path):
    arrays = {k: v for k, v in networks("zip")["netD"].items() if "fromRGB" not in k}
    with pytest.raises(pg.InputError, match=r"it lacks the array fromRGBLayers\.0"):
        written(tmp_path, {"netD": tensors(arrays)})


def test_a_network_that_is_no_state_is_refused(tmp_path):
    value = {"avgG": tensors(networks("zip")["avgG"]), "netD": [1, 2]}
    with pytest.raises(pg.InputError, match=r"its discriminator is no state .*, but \[1, 2\]"):
        written(tmp_path, value)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"data/0": b"12"}, "has 2 bytes"),
        ({"data/0": None}, "it lacks archive/data/0"),
        ({"byteorder": b"big"}, "not little-endian"),
        ({"more/data.pkl": b"x"}, "none that PyTorch wrote"),
        ({"data.pkl": None}, "none that PyTorch wrote"),
    ],
    ids=str,
)
def test_a_damaged_archive_is_refused(changes, says, tmp_path):
    state = tensors(networks("zip")["avgG"])
    for index, each in enumerate(state.values()):
        each.storage = (str(index), each.storage[1])
    write_zip(tmp_path / "cats.pth", {"avgG": state}, **changes)
    with pytest.raises(pg.InputError, match=says):
        zoo.convert(tmp_path / "cats.pth", tmp_path / "preset")


def test_a_damaged_number_is_told(tmp_path):
    path = write_zip(tmp_path / "cats.pth", {"avgG": tensors(networks("zip")["avgG"])})
    content = bytearray(path.read_bytes())
    numbers = networks("zip")["avgG"]["formatLayer.module.weight"].tobytes()
    content[content.index(numbers)] ^= 1
    path.write_bytes(content)
    with pytest.raises(pg.InputError, match=r"a damaged file .*Bad CRC-32.*; fetch it again"):
        zoo.convert(path, tmp_path / "preset")


def test_storages_that_lie_over_each_other_are_refused(tmp_path):
    many = {f"{name}": np.ones(1000, "float32") for name in range(3)}
    members = {f"data/{tensor.storage[0]}": b"" for tensor in tensors(many).values()}
    path = write_zip(tmp_path / "cats.pth", {"avgG": tensors(many)}, **members)
    with pytest.raises(pg.InputError, match="its storages are larger than the file"):
        zoo.convert(path, tmp_path / "preset")


def test_a_compressed_archive_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.pth", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"N" * 1_000_000)
    with pytest.raises(pg.InputError, match="none that PyTorch wrote"):
        zoo.convert(tmp_path / "bomb.pth", tmp_path / "preset")


def test_an_old_file_that_was_cut_off_is_refused(tmp_path):
    path = write_legacy(tmp_path / "cats.pth", {"avgG": tensors(networks("zip")["avgG"])})
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(pg.InputError, match="damaged, the storage"):
        zoo.convert(path, tmp_path / "preset")
