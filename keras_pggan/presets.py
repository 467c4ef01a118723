"""Known data sets, each with networks and a way to train that suit it; plain values.

`train --preset NAME` takes one as it takes a TOML file; `keras-pggan presets` lists them. Networks,
batches and lengths that are not said are the paper's: batches for one device of 16 GB.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.options import option
from keras_pggan.words import listed

TOLD = 20  # names, in a message


@dataclasses.dataclass(frozen=True, kw_only=True)
class Preset:
    """How a data set is trained on.

    Args:
        told: what comes of it, in a sentence.
        data: how its pictures are made.
        source: where its numbers come from.
        values: as a TOML file of a run has them.
    """

    told: str
    data: str
    source: str
    values: Mapping[str, Any]


PAPER = "Karras et al. 2018 (arXiv 1710.10196)"
OURS, ZOO = "docs/recipes.md", "docs/models.md"
# What fits a wheel as float16 in under 3 MB, discriminator and all: 1.37 million weights.
SMALL_64 = {"resolution": 64, "filters_base": 2048, "filters_max": 88, "latent_dim": 64}
SMALL_32 = {"resolution": 32, "filters_base": 512, "filters_max": 64, "latent_dim": 64}

PRESETS: dict[str, Preset] = {
    "celebahq_1024": Preset(
        told="Faces of 1024x1024, the paper's own run; days on eight GPUs.",
        data="CelebA-HQ: `preprocess CELEBA --align celeba-hq --size 1024`",
        source=f"{PAPER}, appendix A",
        values={
            "recipe": "paper",
            "mirror": True,
            "network": {"resolution": 1024},
            "phase_images": 800_000,
        },
    ),
    "celebahq_256": Preset(
        told="Faces of 256x256 by the plain mean squared error; a day on one GPU.",
        data="faces of any photographs: `preprocess PHOTOGRAPHS --size 256`",
        source="Váli, Nandrea, Csató, a system of seven levels trained for 19 h on one K80",
        values={
            "recipe": "paper",
            "loss": {"name": "mean-squared-error"},
            "mirror": True,
            "network": {"resolution": 256},
            "phase_images": 100_000,
        },
    ),
    "birds_192": Preset(
        told="Birds of 192x192 by fixed networks and a blur that fades; days on one GPU.",
        data="Caltech-UCSD Birds, cut to the bounding boxes: examples/birds.py",
        source="P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018",
        values={
            "family": "blur",
            "recipe": "paper",
            "mirror": False,  # the data have each bird's mirror image
            "network": {"resolution": 192},
            "phase_images": 500 * 11_013,  # epochs of that many pictures
        },
    ),
    "celeba_128": Preset(
        told="Faces of 128x128, of the paper's table 1.",
        data="CelebA: `preprocess CELEBA --no-detect --size 128`",
        source=f"{PAPER}, section 6.1",
        values={
            "recipe": "paper",
            "mirror": True,
            "network": {"resolution": 128},
            "phase_images": 600_000,
        },
    ),
    "lsun_256": Preset(
        told="One category of LSUN at 256x256.",
        data="LSUN: `preprocess BEDROOMS --no-detect --size 256`",
        source=f"{PAPER}, section 6.3",
        values={
            "recipe": "paper",
            "mirror": True,
            "network": {"resolution": 256},
            "phase_images": 600_000,
        },
    ),
    "cifar10_32": Preset(
        told="CIFAR-10, ten classes of photographs; the paper's best inception score.",
        data="CIFAR-10, a folder a class: `preprocess CIFAR --no-detect --size 32 "
        "--labels-from-folders`",
        source=f"{PAPER}, appendix D; 400,000 images a phase and a penalty around 750",
        values={
            "recipe": "paper",
            "mirror": True,
            "loss": {"name": "wasserstein-gp", "target_norm": 750.0},
            "network": {
                "resolution": 32,
                "filters_base": 4096,
                "filters_max": 128,
                "latent_dim": 128,
            },
            "phase_images": 400_000,
        },
    ),
    "mnist_32": Preset(
        told="Digits, ten classes; an hour on two cores.",
        data="MNIST, padded from 28x28 to 32x32, as in examples/demo.py",
        source=OURS,
        values={
            "recipe": "short",
            "network": SMALL_32,
            "batch_size": 16,
            "phase_images": 40_000,
        },
    ),
    "fashion_mnist_32": Preset(
        told="Clothes, ten classes; some hours on two cores.",
        data="Fashion-MNIST, padded from 28x28 to 32x32: examples/data/fashion_mnist.py",
        source=OURS,
        values={
            "recipe": "short",
            "network": SMALL_32,
            "batch_size": 16,
            "phase_images": 80_000,
        },
    ),
    "kanji_64": Preset(
        told="Characters that do not exist, gray; ten minutes on a large GPU.",
        data="the Han characters of a font: examples/data/kanji.py",
        source=ZOO,
        values={
            "recipe": "short",
            "network": SMALL_64,
            "batch_size": 64,
            "phase_images": 100_000,
        },
    ),
    "emoji_64": Preset(
        told="Emoji, with augmentation that adapts, since there are few; for a GPU.",
        data="Noto emoji: examples/data/emoji.py; or any: `preprocess EMOJI --no-detect --size 64`",
        source=ZOO,
        values={
            "recipe": "short",
            "augment": "ada",
            "network": SMALL_64,
            "batch_size": 64,
            "phase_images": 100_000,
        },
    ),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class PresetName:
    """Which known data set is trained on."""

    preset: str | None = option(
        None,
        "Networks and a way to train that suit a known data set, see `keras-pggan presets`; each "
        "option that is given by itself, or in --config, counts before them.",
        default="none",
        choices=tuple(PRESETS),
    )


def preset_of(name: object) -> Preset:
    """The preset of a name.

    Raises:
        InputError: there is none.
    """
    if not isinstance(name, str) or name not in PRESETS:
        known = listed(list(PRESETS), most=TOLD)
        raise InputError(f"preset must be one of {known}, got {name!r:.60}")
    return PRESETS[name]
