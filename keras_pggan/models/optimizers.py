"""The optimizer of the paper."""

import keras


def paper_optimizer(learning_rate: float = 1e-3) -> keras.optimizers.Optimizer:
    """Adam as in the paper, appendix A.1: beta1 0, beta2 0.99, epsilon 1e-8, no decay."""
    return keras.optimizers.Adam(learning_rate, beta_1=0.0, beta_2=0.99, epsilon=1e-8)
