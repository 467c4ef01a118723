"""The GAN whose pictures become sharp."""

from __future__ import annotations

from types import MappingProxyType

import keras
from keras import ops

from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN
from keras_pggan.models.adversarial.stage import Stage
from keras_pggan.models.blur.blur_discriminator import BlurDiscriminator
from keras_pggan.models.blur.blur_generator import BlurGenerator
from keras_pggan.models.blur.blur_network_config import BlurNetworkConfig
from keras_pggan.schedule import Phase


def blur_at(images_seen, faded_images, first):
    """The radius of the blur: from `first` linearly to 0 over `faded_images` images, then 0.

    Args:
        images_seen: images that were shown.
        faded_images: images after which there is none.
        first: the radius before any image, in any unit.

    >>> [round(float(blur_at(float(seen), 400.0, 19.2)), 3) for seen in (0, 200, 400, 1000)]
    [19.2, 9.6, 0.0, 0.0]
    """
    left = 1.0 - images_seen / faded_images
    return ops.cast(first, "float32") * ops.maximum(ops.cast(left, "float32"), 0.0)


@keras.saving.register_keras_serializable(package="keras_pggan")
class BlurGAN(AdversarialGAN):
    """Trains fixed networks on blurred pictures that become sharp.

    What the discriminator sees, reals and fakes alike, is blurred: by `first_blur` of the side at
    first, linearly to nothing over `blurred_share` of the first phase, and not at all in what
    follows it, such as where a run is made longer after its end.

    Takes what `AdversarialGAN` takes; `generator` and `discriminator` are a `BlurGenerator` and a
    `BlurDiscriminator` of one `BlurNetworkConfig`. The source trains by the loss
    "binary-cross-entropy".

    Source: P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018.
    """

    family = "blur"
    moves = "blur"
    moves_told = "Radius of the blur that the discriminator sees, in pixels."
    network_class = BlurNetworkConfig
    generator_class = BlurGenerator
    discriminator_class = BlurDiscriminator
    values = MappingProxyType(  # of the source
        {
            "loss": {"name": "binary-cross-entropy"},
            "learning_rate": 1e-4,
            "batch_size": 64,
        }
    )

    @staticmethod
    def network_for(size, said, *, most=None):
        found = BlurNetworkConfig.largest_resolution(min(size[0], most or size[0]))
        return {} if "resolution" in said else {"resolution": found}

    def stage_of(self, phase: Phase) -> Stage:
        networks = self.generator, self.averaged_generator, self.discriminator
        return Stage(phase, *(network.model for network in networks))

    def moved_at(self, phase: Phase, images_seen):
        """The radius in pixels, see `blur_at`."""
        before, _ = self.place
        if before:
            return ops.zeros((), dtype="float32")
        faded = self.network.blurred_share * phase.images_shown
        return blur_at(images_seen, faded, self.network.first_blur * self.network.resolution)

    def move(self, moved) -> None:
        self.discriminator.blur.radius.assign(moved)
        # Averages are of what is trained; statistics of batches are not.
        networks = self.averaged_generator, self.generator
        averaged, trained = (network.model.non_trainable_variables for network in networks)
        for mine, theirs in zip(averaged, trained, strict=True):
            mine.assign(theirs)

    def seen(self, images, moved, *, real: bool):
        """Blurred."""
        return self.discriminator.blur(images)
