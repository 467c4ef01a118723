"""The statistic that shows a discriminator how varied a batch is."""

import keras
from keras import ops

VARIANCES = ("population", "sample")
GROUPS = ("strided", "consecutive")
REMAINDERS = ("refused", "one-group")


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
        variance: `population`; or `sample`, divided by one less than the samples of a group, and
            of a group of one sample s = 0.
        groups: `strided`, as above; or `consecutive`: neighbours in the batch.
        remainder: a batch that does not divide by the group is `refused`, or `one-group`.

    Input: (batch, height, width, channels). Output: (batch, height, width, channels + 1).

    Raises:
        ValueError: group_size is below 1, a name is none of those above, or a batch of known size
            does not divide by the group. (A batch whose size is known only at run time fails in
            the reshape of this layer.)

    >>> layer = MinibatchStdev(group_size=2)
    >>> pair = np.array([0.0, 2.0]).reshape(2, 1, 1, 1)
    >>> ops.convert_to_numpy(layer(pair))[:, 0, 0]
    array([[0., 1.],
           [2., 1.]], dtype=float32)

    Source: Karras et al. 2018 (arXiv 1710.10196), section 3 and appendix A.
    """

    def __init__(
        self,
        group_size: int = 4,
        epsilon: float = 1e-8,
        *,
        variance: str = VARIANCES[0],
        groups: str = GROUPS[0],
        remainder: str = REMAINDERS[0],
        **kwargs,
    ):
        super().__init__(**kwargs)
        if group_size < 1:
            raise ValueError(f"group_size must be 1 or more, got {group_size}")
        given = {"variance": (variance, VARIANCES), "groups": (groups, GROUPS)}
        for name, (value, known) in {**given, "remainder": (remainder, REMAINDERS)}.items():
            if value not in known:
                raise ValueError(f"{name} must be {' or '.join(known)}, got {value!r:.60}")
        self.group_size = int(group_size)
        self.epsilon = float(epsilon)
        self.variance = variance
        self.groups = groups
        self.remainder = remainder

    def call(self, inputs):
        batch, height, width, channels = ops.shape(inputs)
        group = self._group(batch)
        x = ops.cast(inputs, "float32")
        # The members of a group are along the first axis: batch / group apart, or neighbours.
        if self.groups == "strided":
            x = ops.reshape(x, (group, -1, height, width, channels))
        else:
            x = ops.swapaxes(ops.reshape(x, (-1, group, height, width, channels)), 0, 1)
        stdev = ops.mean(self._deviation(x, group), axis=(1, 2, 3), keepdims=True)
        if self.groups == "strided":
            stdev = ops.tile(stdev, (group, height, width, 1))
        else:
            stdev = ops.tile(ops.expand_dims(stdev, 1), (1, group, height, width, 1))
            stdev = ops.reshape(stdev, (-1, height, width, 1))
        return ops.concatenate([inputs, ops.cast(stdev, inputs.dtype)], axis=-1)

    def _deviation(self, x, group):
        squares = ops.square(x - ops.mean(x, axis=0, keepdims=True))
        if self.variance == "population":
            return ops.sqrt(ops.mean(squares, axis=0) + self.epsilon)
        others = ops.maximum(ops.cast(group, "float32") - 1.0, 1.0)
        deviation = ops.sqrt(ops.sum(squares, axis=0) / others + self.epsilon)
        return deviation * ops.cast(ops.greater(group, 1), "float32")

    def _group(self, batch):
        if batch is None:  # shape inference; only the last axis matters there
            return self.group_size
        if not isinstance(batch, int):
            group = ops.minimum(self.group_size, batch)
            if self.remainder == "refused":
                return group
            return ops.where(ops.equal(batch % group, 0), group, batch)
        group = min(self.group_size, batch)
        if batch % group and self.remainder == "refused":
            raise ValueError(
                f"the batch must divide by the group of {group} samples that the minibatch "
                f"standard deviation is taken over, got a batch of {batch}"
            )
        return batch if batch % group else group

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], input_shape[-1] + 1)

    def compute_output_spec(self, inputs):
        return keras.KerasTensor(self.compute_output_shape(inputs.shape), dtype=self.compute_dtype)

    def get_config(self):
        names = ("group_size", "epsilon", "variance", "groups", "remainder")
        return {**super().get_config(), **{name: getattr(self, name) for name in names}}
