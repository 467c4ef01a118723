"""What the tests of every program share: stages of growth, and outputs held against each other."""

import numpy as np
import pytest
from keras import ops

CLOSE = 1e-4


class Growth:
    """Levels and alphas at which two programs are held against each other."""

    @staticmethod
    def stages(levels):
        """Each level straight through, and as it begins and goes on to fade in."""
        straight = [(level, 1.0) for level in range(levels)]
        return straight + [(level, alpha) for level in range(1, levels) for alpha in (0.0, 0.35)]

    @staticmethod
    def model_of(network, level, alpha):
        network.alpha.assign(alpha)
        return network.straight_through(level) if alpha == 1.0 else network.fade_in(level)

    def assert_draws(self, network, inputs, expected):
        """`expected(level, alpha)` gives pictures with channels first."""
        for level, alpha in self.stages(network.config.level_count):
            drawn = ops.convert_to_numpy(self.model_of(network, level, alpha)(inputs))
            wanted = expected(level, alpha).transpose(0, 2, 3, 1)
            np.testing.assert_allclose(drawn, wanted, rtol=0, atol=CLOSE)

    def assert_judges(self, network, count, expected):
        """`expected(pictures, level, alpha)` gives outputs, of pictures with channels first."""
        random = np.random.default_rng(6)
        for level, alpha in self.stages(network.config.level_count):
            height, width, channels = network.config.image_shape(level)
            pictures = random.standard_normal((count, channels, height, width)).astype("float32")
            model = self.model_of(network, level, alpha)
            judged = ops.convert_to_numpy(model(pictures.transpose(0, 2, 3, 1)))
            wanted = expected(pictures, level, alpha)
            assert judged.shape == wanted.shape
            np.testing.assert_allclose(judged, wanted, rtol=CLOSE, atol=CLOSE)


@pytest.fixture(scope="session")
def growth():
    return Growth()
