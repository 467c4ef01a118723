"""Progressive Growing of GANs for Keras 3, from a folder of pictures to a generator anywhere.

Names load on first use, so that importing the package, and a command's `--help`, cost nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from keras_pggan._version import __version__

if TYPE_CHECKING:
    from keras_pggan import data, layers, losses
    from keras_pggan.errors import InputError
    from keras_pggan.export.saved_model import export_saved_model
    from keras_pggan.generators.generation import generate, latents
    from keras_pggan.generators.loading import load_generator
    from keras_pggan.models.adversarial.optimizers import paper_optimizer
    from keras_pggan.models.progressive.growing_discriminator import GrowingDiscriminator
    from keras_pggan.models.progressive.growing_generator import GrowingGenerator
    from keras_pggan.models.progressive.network_config import NetworkConfig
    from keras_pggan.models.progressive.progressive_gan import ProgressiveGAN
    from keras_pggan.runs.config import RunOptions
    from keras_pggan.schedule import Phase, Schedule
    from keras_pggan.training.run import train

_HOMES = {
    "GrowingDiscriminator": "models.progressive.growing_discriminator",
    "GrowingGenerator": "models.progressive.growing_generator",
    "InputError": "errors",
    "NetworkConfig": "models.progressive.network_config",
    "Phase": "schedule",
    "ProgressiveGAN": "models.progressive.progressive_gan",
    "RunOptions": "runs.config",
    "Schedule": "schedule",
    "export_saved_model": "export",
    "generate": "generators.generation",
    "latents": "generators.generation",
    "load_generator": "generators.loading",
    "paper_optimizer": "models.adversarial.optimizers",
    "train": "training.run",
}
_MODULES = ("data", "layers", "losses")

__all__ = [
    "GrowingDiscriminator",
    "GrowingGenerator",
    "InputError",
    "NetworkConfig",
    "Phase",
    "ProgressiveGAN",
    "RunOptions",
    "Schedule",
    "__version__",
    "data",
    "export_saved_model",
    "generate",
    "latents",
    "layers",
    "load_generator",
    "losses",
    "paper_optimizer",
    "train",
]


def __getattr__(name: str):
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in _HOMES:
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
