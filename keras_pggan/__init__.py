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
    from keras_pggan.export import export_saved_model
    from keras_pggan.generation import generate, latents
    from keras_pggan.loading import load_generator
    from keras_pggan.models.config import NetworkConfig
    from keras_pggan.models.discriminator import GrowingDiscriminator
    from keras_pggan.models.generator import GrowingGenerator
    from keras_pggan.models.optimizers import paper_optimizer
    from keras_pggan.models.pggan import ProgressiveGAN
    from keras_pggan.schedule import Phase, Schedule
    from keras_pggan.training.config import RunOptions
    from keras_pggan.training.loop import train

_HOMES = {
    "GrowingDiscriminator": "models.discriminator",
    "GrowingGenerator": "models.generator",
    "InputError": "errors",
    "NetworkConfig": "models.config",
    "Phase": "schedule",
    "ProgressiveGAN": "models.pggan",
    "RunOptions": "training.config",
    "Schedule": "schedule",
    "export_saved_model": "export",
    "generate": "generation",
    "latents": "generation",
    "load_generator": "loading",
    "paper_optimizer": "models.optimizers",
    "train": "training.loop",
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
