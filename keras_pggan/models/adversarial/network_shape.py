"""What training must know of the shape of networks, whatever the family."""

from __future__ import annotations

from typing import Protocol

from keras_pggan.schedule import Phase
from keras_pggan.shapes import Shapes


class NetworkShape(Shapes, Protocol):
    """The shape of a generator and its discriminator: a frozen dataclass of plain values."""

    @property
    def resolution(self) -> int:
        """Height of the final pictures in pixels."""

    @property
    def channels(self) -> int:
        """1 (grayscale), 3 (RGB) or 4 (RGBA)."""

    @property
    def latent_dim(self) -> int:
        """Length of a latent."""

    @property
    def label_count(self) -> int:
        """Classes of a conditional GAN; 0 for none."""

    @property
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called, in the order of the labels; may be empty."""

    @property
    def group_size(self) -> int:
        """Samples that the discriminator judges together; 1 where each is judged by itself."""

    def check_phase(self, phase: Phase, *, replicas: int = 1) -> None:
        """Raises InputError where networks of this shape cannot be trained in a phase."""
