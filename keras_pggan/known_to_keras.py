"""Has Keras know the classes of this package before it opens a saved model."""

from __future__ import annotations

import importlib
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

# The module of each class that is registered, by its name. A GAN brings its loss and augmentation.
CLASSES = {
    "BlurDiscriminator": "models.blur.blur_discriminator",
    "BlurGAN": "models.blur.blur_gan",
    "BlurGenerator": "models.blur.blur_generator",
    "ChannelBias": "layers.channel_bias",
    "ConditionalLatents": "layers.conditional_latents",
    "DownsampleConv2D": "layers.downsample_conv2d",
    "EqualizedConv2D": "layers.equalized_conv2d",
    "EqualizedDense": "layers.equalized_dense",
    "FusedAdam": "models.adversarial.fused_adam",
    "GaussianBlur": "layers.gaussian_blur",
    "GrowingDiscriminator": "models.progressive.growing_discriminator",
    "GrowingGenerator": "models.progressive.growing_generator",
    "MinibatchStdev": "layers.minibatch_stdev",
    "PixelNormalization": "layers.pixel_normalization",
    "ProgressiveGAN": "models.progressive.progressive_gan",
    "SelectedChannels": "layers.selected_channels",
    "UpsampleConv2D": "layers.upsample_conv2d",
    "WeightedSum": "layers.weighted_sum",
}


class LateClass:
    """Stands for a class that is registered, until its module is imported: when one is opened.

    Nothing of ours is imported together with Keras: it would be in the midst of the imports that
    brought Keras, with locks that other threads wait for; and some of it needs TensorFlow, which
    must not be loaded where Keras runs on another backend.
    """

    def __init__(self, name: str):
        self.name = name

    def from_config(self, config: dict[str, Any]) -> Any:
        """As that of the class."""
        module = importlib.import_module(f"keras_pggan.{CLASSES[self.name]}")
        return getattr(module, self.name).from_config(config)


def announce() -> None:
    """Tells Keras of all classes; those whose module was imported are registered already."""
    keras = importlib.import_module("keras")  # waits, where another thread is importing it
    known = keras.saving.get_custom_objects()
    for name in CLASSES:
        known.setdefault(f"keras_pggan>{name}", LateClass(name))


def announce_with_keras() -> None:
    """Has `announce` called once Keras is imported, or now, where it is; does not import it."""
    if "keras" in sys.modules:
        announce()
    elif not any(isinstance(finder, _KerasFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _KerasFinder())


# Finder and loader have no base class: importing importlib.abc takes as long as all else here.
class _KerasFinder:
    """Finds Keras by the other finders, and announces when it is loaded."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != "keras":
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            found = finder.find_spec(fullname, path, target)
            if found is not None:
                if found.loader is not None:
                    found.loader = _AnnouncingLoader(found.loader)  # type: ignore[assignment]
                return found
        return None


class _AnnouncingLoader:
    """A loader that announces; the module itself gets the loader that it would have."""

    def __init__(self, loader: Any):
        self._loader = loader

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        module: ModuleType | None = self._loader.create_module(spec)
        return module

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        announce()
