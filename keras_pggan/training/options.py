"""What a user may say of a run; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses
from typing import ClassVar

from keras_pggan.given import Given
from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.models.progressive.network_config import NetworkConfig
from keras_pggan.options import option
from keras_pggan.presets import PresetName
from keras_pggan.recipes import RecipeName
from keras_pggan.runs.origin import Freezing
from keras_pggan.runs.run_options import RunOptions
from keras_pggan.schedule import Phase
from keras_pggan.training.start import Beginning

STRATEGIES = ("auto", "none", "mirrored", "multiworker")  # see `choose_strategy`


@dataclasses.dataclass(frozen=True, kw_only=True)
class Growth:
    """Whether networks grow at all."""

    growing: bool = option(
        True, "Grow, or train at full size throughout, as long as all phases together."
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class LossName:
    """Which loss is trained with."""

    loss: str = option(
        "wasserstein-gp",
        "The adversarial loss, by its name in docs/options.md; wasserstein-gp is the paper's. "
        "Options of it come from the file, if that has the same loss.",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class AugmentName:
    """Which augmentation is trained with."""

    augment: str = option(
        "none",
        "How pictures are changed before the discriminator sees them, by its name in "
        "docs/options.md: diffaugment (always), ada (as strongly as it must be) or none. For few "
        "pictures. Options of it come from the file, if that has the same.",
    )


class Options(Given):
    """Options of a run that were given; all others come from a file, from the data, or by default.

    >>> Options(resolution=8, phase_images=100).of(Phase)
    {'images': 100}
    """

    tables: ClassVar = {
        NetworkConfig: "network",
        Phase: "",  # of all phases, each key by itself
        Growth: "",
        Beginning: "",
        LossName: "",
        AugmentName: "",
        RecipeName: "",
        PresetName: "",
        GanOptions: "",
        RunOptions: "",
        Freezing: "",
    }
