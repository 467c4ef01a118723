"""What a data set is to be made of, and how."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.alignment import SquareCrop


@dataclasses.dataclass(frozen=True, kw_only=True)
class FaceOptions:
    """What is taken out of each picture. Two runs with equal options give equal data sets.

    Args:
        size: side of the crops in pixels.
        margin: added around a face, as a fraction of its box's longer side.
        min_face: the smallest face used, in pixels; by default half of `size`.
        all_faces: whether every face of a picture is taken, or only the largest.
        detect: whether faces are looked for; else the largest square in the middle is taken.
        labels_from_folders: whether the outermost folder of a picture is its class; pictures in
            no folder are rejected then.

    Raises:
        InputError: a value out of range.
    """

    size: int = 128
    margin: float = 0.2
    min_face: int | None = None
    all_faces: bool = False
    detect: bool = True
    labels_from_folders: bool = False

    def __post_init__(self) -> None:
        if self.size < 1 or self.smallest_face < 1:
            raise InputError(
                f"size and min_face must be 1 pixel or more, got {self.size} "
                f"and {self.smallest_face}"
            )
        SquareCrop(self.margin)  # refuses margins that cannot be used

    @property
    def smallest_face(self) -> int:
        """`min_face`, or its default."""
        return max(1, self.size // 2) if self.min_face is None else self.min_face

    def resolved(self) -> dict[str, str]:
        """Every option as text, defaults filled in, to be held against those of another run."""
        whole = dataclasses.replace(self, min_face=self.smallest_face)
        return {field.name: repr(getattr(whole, field.name)) for field in dataclasses.fields(self)}
