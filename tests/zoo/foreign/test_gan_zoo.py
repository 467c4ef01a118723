"""Checkpoints of pytorch_GAN_zoo compute here what they compute there."""

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
