"""The arithmetic that networks are computed in."""

from __future__ import annotations

import tensorflow as tf

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.gan_options import POLICIES


def check_devices(name: str) -> None:
    """Raises InputError where the devices at hand do not compute in a precision.

    float16 is for GPUs: CPUs convert every number there and back.
    """
    if name == "float16" and not tf.config.list_physical_devices("GPU"):
        raise InputError(
            "precision float16 needs a GPU, and none was found; use float32, or bfloat16 where "
            "the processor has it"
        )


def policy_of(name: str) -> str:
    """The Keras dtype policy of a precision, one of those that `GanOptions` takes."""
    return POLICIES[name]


def precision_of(policy: str) -> str:
    """The precision of a Keras dtype policy; the policy itself, where it is another.

    >>> precision_of("mixed_bfloat16"), precision_of("float64")
    ('bfloat16', 'float64')
    """
    return {value: key for key, value in POLICIES.items()}.get(policy, policy)
