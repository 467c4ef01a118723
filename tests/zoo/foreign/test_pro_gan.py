"""Files of pro-gan-pth compute here what they compute there."""

import foreign_networks as source
import numpy as np
import pytest
from foreign_files import tensors, write_legacy, write_zip

import keras_pggan as pg
from keras_pggan import zoo

LATENT = 7
# Filters of levels, the dense layer's, channels, how the file is written.
CASES = {
    "zip": ((8, 8, 5), 6, 3, write_zip),
    "legacy": ((8, 4), 8, 1, write_legacy),
    "base": ((6,), 6, 3, write_zip),
}


def networks(case):
    widths, dense, channels, _ = CASES[case]
    return {
        "generator": source.pro_gan_generator(widths, LATENT, channels, seed=1),
        "discriminator": source.pro_gan_discriminator(widths, dense, channels, seed=2),
        "shadow_generator": source.pro_gan_generator(widths, LATENT, channels, seed=3),
    }


@pytest.fixture(scope="module", params=CASES)
def converted(request, tmp_path_factory):
    """The networks of a file, and the preset that came of it."""
    folder = tmp_path_factory.mktemp("pro_gan")
    made = networks(request.param)
    conf = {"depth": 1 + len(CASES[request.param][0]), "use_eql": True}
    value = {name: {"conf": conf, "state_dict": tensors(each)} for name, each in made.items()} | {
        "gen_optim": {"state": {}, "param_groups": [{"lr": 0.003, "params": [0, 1]}]}
    }
    CASES[request.param][-1](folder / "depth_4.bin", value)
    zoo.convert(folder / "depth_4.bin", folder / "preset")
    return made, folder / "preset"


def test_the_averaged_generator_draws_what_it_drew(converted, growth):
    made, folder = converted
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    growth.assert_draws(
        pg.from_preset(folder),
        latents,
        lambda *stage: source.run_pro_gan_generator(made["shadow_generator"], latents, *stage),
    )


@pytest.mark.parametrize("count", [8, 3])
def test_the_discriminator_judges_as_it_judged(converted, growth, count):
    made, folder = converted
    growth.assert_judges(
        pg.from_preset(folder, network="discriminator"),
        count,
        lambda *given: source.run_pro_gan_discriminator(made["discriminator"], *given),
    )


def test_states_alone_make_one_preset_together(tmp_path, growth):
    made = networks("zip")
    files = [tmp_path / "GAN_GEN_SHADOW_3.pth", tmp_path / "GAN_DIS_3.pth"]
    write_zip(files[0], tensors({f"module.{k}": v for k, v in made["shadow_generator"].items()}))
    write_legacy(files[1], tensors(made["discriminator"]))
    assert zoo.convert(files, tmp_path / "preset").taken == ("averaged", "discriminator")
    latents = np.random.default_rng(5).standard_normal((3, LATENT)).astype("float32")
    growth.assert_draws(
        pg.from_preset(tmp_path / "preset"),
        latents,
        lambda *stage: source.run_pro_gan_generator(made["shadow_generator"], latents, *stage),
    )
    with pytest.raises(pg.InputError, match="its discriminator is one too many, a file before"):
        zoo.convert([*files, files[1]], tmp_path / "preset")


def test_a_generator_alone_is_no_average_unless_its_file_says_so(tmp_path):
    path = write_zip(tmp_path / "GAN_GEN_3.pth", tensors(networks("zip")["generator"]))
    assert zoo.convert(path, tmp_path / "preset").taken == ("generator",)
    with pytest.raises(pg.InputError, match=r"network must be generator, which .* got averaged"):
        zoo.convert(path, tmp_path / "preset", zoo.ConvertOptions(network="averaged"))


def test_networks_without_run_time_scale(tmp_path):
    state = {"conf": {"use_eql": False}, "state_dict": tensors(networks("zip")["generator"])}
    zoo.convert(write_zip(tmp_path / "a.bin", {"generator": state}), tmp_path / "preset")
    assert not pg.from_preset(tmp_path / "preset").config.equalized_learning_rate


def test_a_discriminator_of_classes_is_refused_and_its_generator_taken(tmp_path):
    made = networks("zip")
    made["discriminator"]["layers.2.label_embedder.weight"] = np.ones((5, 6), "float32")
    value = {name: {"state_dict": tensors(each)} for name, each in made.items()}
    path = write_zip(tmp_path / "a.bin", value)
    with pytest.raises(pg.InputError, match=r"judges by classes .*label_embedder.* --network"):
        zoo.convert(path, tmp_path / "preset")
    zoo.convert(path, tmp_path / "preset", zoo.ConvertOptions(network="averaged"))


def test_a_discriminator_that_sees_no_pictures_is_refused(tmp_path):
    arrays = networks("base")["discriminator"]
    state = tensors({k: v for k, v in arrays.items() if "from_rgb" not in k})
    path = write_zip(tmp_path / "a.bin", {"discriminator": {"state_dict": state}})
    with pytest.raises(pg.InputError, match=r"it lacks the array from_rgb\.0\.0\.weight"):
        zoo.convert(path, tmp_path / "preset")


def test_a_file_of_something_else_is_refused(tmp_path):
    path = write_zip(tmp_path / "a.pth", {"fc.weight": 1})
    with pytest.raises(
        pg.InputError, match=r"a file of PyTorch with a dictionary with \['fc.weight'\]; a sn"
    ):
        zoo.convert(path, tmp_path / "preset")
