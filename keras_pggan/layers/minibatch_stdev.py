"""The statistic that shows a discriminator how varied a batch is."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_pggan")
class MinibatchStdev(keras.layers.Layer):
    """Appends one map that holds the standard deviation over groups of samples.

    The batch is split into `batch / group` groups; group j holds the samples whose index modulo
    `batch / group` is j. Per group: `s = sqrt(population variance over the group + epsilon)` for
    every channel and pixel, averaged over channels and pixels to one number, which fills the
    new map of every sample of the group. Statistics are in float32 whatever the compute dtype.

    Args:
        group_size: samples in a group; 4 in the authors' program. A batch smaller than this is
            one group.
        epsilon: added to the variance, inside the root; 1e-8 in the authors' program.

    Input: (batch, height, width, channels). Output: (batch, height, width, channels + 1).

    Raises:
        ValueError: group_size is below 1, or a batch of known size does not divide by the group.
            (A batch whose size is known only at run time fails in the reshape of this layer.)

    >>> layer = MinibatchStdev(group_size=2)
    >>> pair = np.array([0.0, 2.0]).reshape(2, 1, 1, 1)
    >>> ops.convert_to_numpy(layer(pair))[:, 0, 0]
    array([[0., 1.],
           [2., 1.]], dtype=float32)

    Source: Karras et al. 2018 (arXiv 1710.10196), section 3 and appendix A.
    """

    def __init__(self, group_size: int = 4, epsilon: float = 1e-8, **kwargs):
        super().__init__(**kwargs)
        if group_size < 1:
            raise ValueError(f"group_size must be 1 or more, got {group_size}")
        self.group_size = int(group_size)
        self.epsilon = float(epsilon)

    def call(self, inputs):
        batch, height, width, channels = ops.shape(inputs)
        group = self._group(batch)
        x = ops.cast(inputs, "float32")
        # The group is the first axis, so that its members are batch / group apart.
        x = ops.reshape(x, (group, -1, height, width, channels))
        x = x - ops.mean(x, axis=0, keepdims=True)
        stdev = ops.sqrt(ops.mean(ops.square(x), axis=0) + self.epsilon)
        stdev = ops.mean(stdev, axis=(1, 2, 3), keepdims=True)
        stdev = ops.tile(stdev, (group, height, width, 1))
        return ops.concatenate([inputs, ops.cast(stdev, inputs.dtype)], axis=-1)

    def _group(self, batch):
        if batch is None:  # shape inference; only the last axis matters there
            return self.group_size
        if not isinstance(batch, int):
            return ops.minimum(self.group_size, batch)
        group = min(self.group_size, batch)
        if batch % group:
            raise ValueError(
                f"the batch must divide by the group of {group} samples that the minibatch "
                f"standard deviation is taken over, got a batch of {batch}"
            )
        return group

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype=self.compute_dtype)

    def get_config(self):
        return {
            **super().get_config(),
            "group_size": self.group_size,
            "epsilon": self.epsilon,
        }
