"""Two devices train what one does, in the fade and with statistics of the whole batch."""

from pathlib import Path

import pytest
from printed_numbers import printed_numbers


@pytest.mark.parametrize("normalization", ["pixel", pytest.param("batch", marks=pytest.mark.slow)])
def test_two_replicas_give_the_weights_of_one(normalization):
    """In a process of its own, because devices are chosen before TensorFlow starts."""
    found = printed_numbers(Path(__file__).with_name("two_devices.py"), normalization)
    numbers = {name: float(value) for name, value in found.items()}
    assert numbers["replicas"] == 2
    assert numbers["radius"] == pytest.approx(0.1 * 32 / 4)  # in the last of four steps
    assert numbers["statistics"] == 0
    assert numbers["difference"] < 2e-6
    assert numbers["trained"] > 1e-4
