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
