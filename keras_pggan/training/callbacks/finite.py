"""Weights that are numbers."""

import numpy as np

from keras_pggan.errors import TrainingError
from keras_pggan.models.adversarial.adversarial_gan import AdversarialGAN


def check_finite(gan: AdversarialGAN, last_good: str) -> None:
    """Looks at all weights before they are saved; losses tell of the step before only.

    Args:
        gan: in a phase.
        last_good: names the checkpoint to go back to.

    Raises:
        TrainingError: a weight is NaN or infinite.
    """
    for weight in gan.weights:
        if not np.isfinite(weight.numpy()).all():
            raise TrainingError(
                f"{weight.path} is not finite any more in {gan.stage.phase.name}, after "
                f"{int(gan.images_seen.numpy()):,} images of it; nothing was saved, {last_good}"
            )
