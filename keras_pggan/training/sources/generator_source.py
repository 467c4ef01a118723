"""A generator alone as the source of a run."""

from __future__ import annotations

import typing
from typing import Any

import keras

from keras_pggan.errors import InputError
from keras_pggan.generators.loading import from_model
from keras_pggan.layers import WeightedSum
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.last_stage import straight_phase
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.origin import Origin, levels_taken
from keras_pggan.training.sources.source import Source, digest_of, of_other_family, shape_kept
from keras_pggan.words import counted

OPTIONS = "give the options that it was trained with, the folder of its run, or another --from"

Made = tuple[str, str, list[tuple[int, ...]]]  # name and class of a layer, shapes of its weights


class GeneratorSource(Source):
    """A generator, straight through its last level; it becomes the average, too.

    Args:
        path: where it was found, as a user named it.
        model: latents, and one-hot labels where there are classes, to pictures.

    Raises:
        InputError: it is no generator, or one in the middle of a fade-in.
    """

    takes = "the generator, which is the average, too"
    lacks = ("the discriminator",)

    def __init__(self, path: str, model: keras.Model):
        self.generator = from_model(model, path)
        # Of a network that says whose it is; a model in between has no shape.
        self.family: str | None = getattr(model, "family", None)
        self.shape: Any = getattr(model, "config", None) if self.family else None
        # Of a growing network, the model of its last level.
        self.model = typing.cast(Any, self.generator.model)
        if any(isinstance(layer, WeightedSum) for layer in self.model.layers):
            raise InputError(
                f"{path}: this generator is in the middle of a fade-in; give the generator.keras "
                "or the folder of its run, or another --from"
            )
        height = self.generator.image_shape[0]
        super().__init__(
            Origin(path=path, sha256=digest_of(self.model), resolution=height, discriminator=False)
        )

    def defaults(self) -> dict[str, Any]:
        if self.shape:
            return {"family": self.family, "network": shape_kept(self.shape)}
        shape = {"latent_dim": self.generator.latent_dim, "resolution": self.origin.resolution}
        return {"network": shape}

    def check(self, config: TrainConfig) -> None:
        path, network, theirs = self.origin.path, config.network, self.generator
        if self.shape and type(network) is not type(self.shape):
            raise InputError(of_other_family(path, str(self.family), config))
        height, width, channels = theirs.image_shape
        for told, found, wanted in (
            ("its latents have a length of", theirs.latent_dim, network.latent_dim),
            ("the channels of its pictures are", channels, network.channels),
            ("its classes are", theirs.label_count, network.label_count),
        ):
            if found != wanted:
                raise InputError(f"{path}: {told} {found}, {wanted} asked for; {OPTIONS}")
        # Weights do not show them; a family may have none.
        mine, given = (getattr(each, "conventions", None) for each in (network, self.shape))
        if self.shape and mine != given:
            raise InputError(f"{path}: its conventions are others than those asked for; {OPTIONS}")
        sizes = [network.image_shape(level)[:2] for level in range(network.level_count)]
        if (height, width) not in sizes:
            raise InputError(
                f"{path}: its pictures have {height}x{width} pixels, the "
                f"{counted(len(sizes), 'level')} asked for {sizes[0][0]}x{sizes[0][1]} to "
                f"{sizes[-1][0]}x{sizes[-1][1]}; {OPTIONS}"
            )
        _check_layers(path, _made_of(self.model), _made_of(self._taker(build_gan(config))))

    def give(self, gan: AdversarialGAN) -> None:
        for network in (gan.generator, gan.averaged_generator):
            taker = self._taker(gan, averaged=network is gan.averaged_generator)
            taker.set_weights(self.model.get_weights())

    def _taker(self, gan: AdversarialGAN, *, averaged: bool = False) -> keras.Model:
        """The model of a GAN that has these weights."""
        level = len(levels_taken(gan.network, self.origin)) - 1
        stage = gan.stage_of(straight_phase(gan.network, level))
        return stage.averaged_generator if averaged else stage.generator


def _made_of(model: Any) -> list[Made]:
    """Name, class and shapes of weights of the layers in a model, those of its models in between.

    In the order of the model: names that Keras counts up differ from process to process.
    """
    found: list[Made] = []
    for each in model.layers:
        if isinstance(each, keras.Model):
            inner = _made_of(each)
            found += [(f"{each.name}/{name}", kind, shapes) for name, kind, shapes in inner]
        elif not isinstance(each, keras.layers.InputLayer):
            shapes = [tuple(weight.shape) for weight in each.weights]
            found.append((each.name, type(each).__name__, shapes))
    return found


def _check_layers(path: str, theirs: list[Made], mine: list[Made]) -> None:
    for (name, kind, shapes), (_, wanted_kind, wanted) in zip(theirs, mine, strict=False):
        if kind != wanted_kind:
            raise InputError(f"{path}: {name} is of {kind}, {wanted_kind} is expected; {OPTIONS}")
        for found, expected in zip(shapes, wanted, strict=False):
            if found != expected:
                raise InputError(
                    f"{path}: {name} has weights of {_of(found)}, {_of(expected)} are expected; "
                    f"{OPTIONS}"
                )
    if len(theirs) != len(mine):
        raise InputError(f"{path}: it has {len(theirs)} layers, {len(mine)} expected; {OPTIONS}")


def _of(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))
