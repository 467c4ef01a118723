"""A bias of its own, for where it does not directly follow the multiplication."""

import keras


@keras.saving.register_keras_serializable(package="keras_pggan")
class ChannelBias(keras.layers.Layer):
    """Adds one learned number per channel: `y = x + bias`, the bias starting at 0.

    It stands alone where the paper's networks add the bias later than the multiplication: after
    the reshape that follows the generator's first dense layer, and after the pooling that
    follows the discriminator's convolutions.

    Input and output: a tensor with channels on the last axis, shape unchanged.

    >>> ChannelBias()(np.zeros((2, 4, 4, 3))).shape
    TensorShape([2, 4, 4, 3])

    Source: Karras et al. 2018 (arXiv 1710.10196), appendix A.1 (biases start at zero).
    """

    def build(self, input_shape):
        self.bias = self.add_weight(name="bias", shape=(input_shape[-1],), initializer="zeros")

    def call(self, inputs):
        return inputs + self.bias

    def compute_output_shape(self, input_shape):
        return input_shape
