"""Keras' ways into a GAN: fit, evaluate, predict."""

from __future__ import annotations

from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.keras_settings import known_settings
from keras_pggan.models.adversarial import parts
from keras_pggan.models.adversarial.computation import training_computation
from keras_pggan.models.adversarial.feeding import batches_of, told_outside
from keras_pggan.models.adversarial.wanted import Wanted


class Fitting:
    """What users of Keras call; a part of `AdversarialGAN`, in front of `keras.Model`."""

    compiled: bool
    network: Any
    stage: Any

    @known_settings()  # for losses and families of others, which may leave something to Keras
    def fit(self, x: Any = None, y: Any = None, batch_size: Any = None, **kwargs: Any) -> Any:
        """Trains in the phase that was entered and compiled; as `keras.Model.fit` otherwise.

        Args:
            x: pictures, or batches of them. Pictures are a data set (`pg.data.open`), the path of
                one, an array uint8 (count, height, width, channels) of 0 to 255 (other whole
                numbers are taken where all values are in this range; floats are not), or a pair of
                such an array and labels. They are shrunk to the phase's size, and shown as
                `pg.train` shows them: one epoch is as long as the phase, batches are full, and a
                further call goes on in the order. Batches are a `tf.data.Dataset`, a generator or a
                `keras.utils.PyDataset` of uint8 (batch_size, height, width, channels) of the
                phase, with `label_count` classes in pairs with integer labels (batch_size,).
            y: labels of an array: integers (count,), 0 to below `label_count`.
            batch_size: that of the phase, which is the default.
            **kwargs: epochs, verbose, callbacks, steps_per_epoch and initial_epoch of Keras.

        Returns:
            the history of Keras, with means of the `metric_names`.

        Raises:
            InputError: what came, what the phase wants, and what to do; before anything is
                compiled, but for what only the batches of a data set show.
        """
        kwargs = parts.without(kwargs, parts.OF_FIT, "fit")
        data = batches_of(self._ready(), x, y, batch_size)
        kwargs.setdefault("shuffle", False)  # the data set brings its own order
        with told_outside(), training_computation():
            return super().fit(data, **kwargs)  # type: ignore[misc]

    @known_settings()
    def train_on_batch(self, x: Any, y: Any = None, **kwargs: Any) -> Any:
        """Trains on one batch of the phase, as `keras.Model.train_on_batch`.

        Raises:
            InputError: it is none of the phase.
        """
        kwargs = parts.without(kwargs, parts.OF_FIT, "train_on_batch")
        wanted = Wanted(self._ready().stage.phase, self.network)
        batch = wanted.batch(x if y is None else (x, y))
        pictures, labels = batch if isinstance(batch, tuple) else (batch, None)
        return super().train_on_batch(pictures, labels, **kwargs)  # type: ignore[misc]

    def evaluate(self, *args: Any, **kwargs: Any) -> Any:
        """Not for GANs.

        Raises:
            InputError: always; it says what measures pictures.
        """
        raise InputError(
            "a GAN has no loss that tells how good it is: pg.evaluation.evaluate(run, data) or "
            "`keras-pggan evaluate RUN DATA --out evaluation.json` measures its pictures"
        )

    def predict(self, x: Any, *args: Any, **kwargs: Any) -> Any:
        """Pictures of the averaged generator at the last level, as `keras.Model.predict`.

        Args:
            x: latents (count, latent_dim); with classes `[latents, one-hot labels]`.

        Raises:
            InputError: arrays of another shape.
        """
        parts.check_latents(x, self.network.latent_dim, self.network.label_count)
        return super().predict(x, *args, **kwargs)  # type: ignore[misc]

    def _ready(self) -> Any:
        """The GAN, in a phase and compiled."""
        if self.stage and not self.compiled:
            raise InputError("the phase is not compiled: call gan.compile() after gan.enter(phase)")
        return self
