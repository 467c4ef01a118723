"""What a schedule must know of the networks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from keras_pggan.errors import InputError
from keras_pggan.words import brief


class Shapes(Protocol):
    """What a schedule must know of the networks; `NetworkConfig` provides it."""

    @property
    def level_count(self) -> int:
        """How many levels there are."""

    def image_shape(self, level: int) -> tuple[int, int, int]:
        """(height, width, channels) of a level."""


def check_shapes(given: Any) -> None:
    """Raises InputError for what is no configuration of networks."""
    if not hasattr(given, "level_count") or not hasattr(given, "image_shape"):
        raise InputError(
            "a schedule is made for networks, by their configuration, such as "
            f"pg.NetworkConfig(resolution=64), got {brief(given)}"
        )


def check_class_names(label_count: int, class_names: Sequence[str]) -> None:
    """Raises InputError where classes have names, and not one for each."""
    if class_names and len(class_names) != label_count:
        raise InputError(
            f"{label_count} class_names are needed, one for each label, got {len(class_names)}"
        )


def check_size(shapes: Shapes, phase: Any) -> None:
    """Raises InputError where a phase is of another size than its level, or there is no such level.

    Args:
        shapes: of the networks.
        phase: a `Phase`, which stands behind this module.
    """
    if phase.level >= shapes.level_count:
        height, width, _ = shapes.image_shape(shapes.level_count - 1)
        raise InputError(
            f"{phase.name} is of level {phase.level}, and the networks end at level "
            f"{shapes.level_count - 1}, {height}x{width}; make them of a higher resolution, or "
            "leave the phase out"
        )
    height, width, _ = shapes.image_shape(phase.level)
    if (phase.height, phase.width) != (height, width):
        raise InputError(
            f"level {phase.level} of these networks has {height}x{width} pixels, "
            f"the phase {phase.height}x{phase.width}"
        )
