"""What is refused of latents with labels; the rest is held by the contract of all layers."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.layers import ConditionalLatents


@pytest.mark.parametrize("names", [["cat"], ["cat", "dog", "hen"]])
def test_names_that_are_not_one_for_each_label_are_refused(names):
    says = f"2 class names are needed, one for each label, got {len(names)}"
    with pytest.raises(pg.InputError, match=f"^{says}$"):
        ConditionalLatents(names)([np.zeros((1, 3)), np.ones((1, 2))])
