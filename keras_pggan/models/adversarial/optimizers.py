"""The optimizer of the paper, and its guard in half precision."""

import keras

from keras_pggan.models.adversarial.fused_adam import FusedAdam


def paper_optimizer(learning_rate: float = 1e-3) -> keras.optimizers.Optimizer:
    """Adam as in the paper, appendix A.1: beta1 0, beta2 0.99, epsilon 1e-8, no decay."""
    return FusedAdam(learning_rate, beta_1=0.0, beta_2=0.99, epsilon=1e-8)


def guarded(optimizer: keras.optimizers.Optimizer, *, half: bool) -> keras.optimizers.Optimizer:
    """The optimizer with a dynamic loss scale, where networks compute in half precision.

    Gradients that are not finite leave the weights as they are and halve the scale.
    """
    if not half or isinstance(optimizer, keras.optimizers.LossScaleOptimizer):
        return optimizer
    return keras.optimizers.LossScaleOptimizer(optimizer)
