"""Augmentation: what pictures go through before a discriminator in training sees them.

An augmentation is one differentiable change, a policy is several and how strong they are.
"""

from keras_pggan.augmentation.ada import ADA
from keras_pggan.augmentation.augmentation import Augmentation
from keras_pggan.augmentation.brightness import Brightness
from keras_pggan.augmentation.contrast import Contrast
from keras_pggan.augmentation.cutout import Cutout
from keras_pggan.augmentation.diffaugment import DiffAugment
from keras_pggan.augmentation.fractional_shift import FractionalShift
from keras_pggan.augmentation.geometric import Composed, Geometric
from keras_pggan.augmentation.hue import Hue
from keras_pggan.augmentation.luma_flip import LumaFlip
from keras_pggan.augmentation.mirror import Mirror
from keras_pggan.augmentation.policy import (
    NO_AUGMENTATION,
    Policy,
    named_policies,
    policy_table,
)
from keras_pggan.augmentation.quarter_turns import QuarterTurns
from keras_pggan.augmentation.rotation import Rotation
from keras_pggan.augmentation.saturation import Saturation
from keras_pggan.augmentation.scaling import Scaling
from keras_pggan.augmentation.shift import Shift
from keras_pggan.augmentation.stretching import Stretching

__all__ = [
    "ADA",
    "NO_AUGMENTATION",
    "Augmentation",
    "Brightness",
    "Composed",
    "Contrast",
    "Cutout",
    "DiffAugment",
    "FractionalShift",
    "Geometric",
    "Hue",
    "LumaFlip",
    "Mirror",
    "Policy",
    "QuarterTurns",
    "Rotation",
    "Saturation",
    "Scaling",
    "Shift",
    "Stretching",
    "named_policies",
    "policy_table",
]
