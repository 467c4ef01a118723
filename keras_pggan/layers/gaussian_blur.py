"""A Gaussian blur whose radius training moves."""

from __future__ import annotations

import keras
from keras import ops

from keras_pggan.layers.moved_number import moved_number

LARGEST = 0.25  # of a side: beyond it, the blur would need more than one reflection of the picture
NONE = 0.05  # pixels; float32 has exp(-1 / (2 * 0.05^2)) = 0, so that a pixel sees itself alone


@keras.saving.register_keras_serializable(package="keras_pggan")
class GaussianBlur(keras.layers.Layer):
    """Blurs pictures by a Gaussian of `radius` pixels, its standard deviation.

    Each axis is a product with one matrix: `sum over j of g(i - j) x_j / sum of g`, where g is
    `exp(-d^2 / (2 radius^2))` and the picture is mirrored at its edges (the edge itself twice, as
    `scipy.ndimage` has it in its mode "reflect"). That costs the same for every radius, keeps the
    mean, and is linear, so that it has gradients of every order. A radius of 0 returns the input to
    the last bit.

    The radius is a non-trainable float32 weight, not a Python number, so that a compiled training
    step can move it, a checkpoint holds it, and a replica under `tf.distribute` reads it.

    Args:
        radius: in pixels, 0 to a quarter of the smaller side. The attribute `radius` is the weight
            itself; move it with `layer.radius.assign(value)`.

    Input: pictures (batch, height, width, channels); output: likewise.

    Raises:
        ValueError: the radius is negative or more than a quarter of a side, or the input is of
            another rank.

    >>> blurred = GaussianBlur(radius=1.0)(np.eye(8)[None, ..., None])
    >>> round(float(blurred[0, 0, 0, 0]), 4), round(float(ops.sum(blurred)), 4)
    (0.5018, 8.0)

    Source: P. Cho, Gradually Increasing Image Resolution During GAN Training, 2018.
    """

    def __init__(self, radius: float = 0.0, **kwargs):
        super().__init__(**kwargs)
        if not radius >= 0.0:
            raise ValueError(f"radius must be 0 or more, got {radius}")
        self.initial_radius = float(radius)
        self.radius = moved_number(self, "radius", self.initial_radius)

    def build(self, input_shape):
        if len(input_shape) != 4:
            raise ValueError(f"GaussianBlur expects pictures, got the shape {input_shape}")
        sides = [side for side in input_shape[1:3] if side is not None]
        if sides and self.initial_radius > LARGEST * min(sides):
            raise ValueError(
                f"radius must be {LARGEST * min(sides)} or less for pictures of "
                f"{'x'.join(map(str, sides))}, got {self.initial_radius}"
            )

    def call(self, images):
        pictures = ops.cast(images, "float32")
        height, width = (ops.shape(images)[axis] for axis in (1, 2))
        rows, columns = self._matrix(height), self._matrix(width)
        blurred = ops.einsum("ih,bhwc->biwc", rows, pictures)
        blurred = ops.einsum("jw,biwc->bijc", columns, blurred)
        # The products with zeros and ones would turn an infinity beside a pixel into NaN.
        return ops.cast(ops.where(self.radius > 0.0, blurred, pictures), images.dtype)

    def _matrix(self, side):
        """How much each of `side` pixels counts in each blurred one; rows sum to 1."""
        places = ops.cast(ops.arange(side), "float32")
        away = places[:, None] - places[None, :]  # from each to each
        mirrored = places[:, None] + places[None, :] + 1.0  # to its reflection at the first edge
        period = 2.0 * ops.cast(side, "float32")
        spread = 2.0 * ops.square(ops.maximum(self.radius, NONE))
        distances = (away, mirrored, mirrored - period)
        weights = sum(ops.exp(-ops.square(each) / spread) for each in distances)
        return weights / ops.sum(weights, axis=1, keepdims=True)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "radius": self.initial_radius}
