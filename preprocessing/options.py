"""What a data set is to be made of, and how."""

from __future__ import annotations

import dataclasses

from keras_pggan.errors import InputError
from keras_pggan.preprocessing.alignment import Alignment, make_alignment
from keras_pggan.preprocessing.quality import Quality

LEAST_SIZE = 4  # pixels, the resolution that growing begins with
OF_FACES = ("align", "margin", "min_face", "all_faces", "min_confidence")


@dataclasses.dataclass(frozen=True, kw_only=True)
class FaceOptions:
    """What is taken out of each picture. Two runs with equal options give equal data sets.

    Args:
        size: side of the crops in pixels, 4 or more.
        align: how a face is cropped, one of `named_alignments`.
        margin: added around a face, as a fraction of its longer side; by default the alignment's
            own.
        min_face: the smallest face used, in pixels; by default half of `size`.
        all_faces: whether every face of a picture is taken, or only the largest.
        detect: whether faces are looked for; else the largest square in the middle is taken.
        min_confidence, min_sharpness: see `Quality`. Faces that do not reach them do not count.
        drop_duplicates: whether a crop that is nearly the same as an earlier one is left out, see
            `Duplicates`.
        labels_from_folders: whether the outermost folder of a picture is its class; pictures in
            no folder are rejected then.

    Raises:
        InputError: a value out of range, or one that needs faces where none are looked for.
    """

    size: int = 128
    align: str = "crop"
    margin: float | None = None
    min_face: int | None = None
    all_faces: bool = False
    detect: bool = True
    min_confidence: float = 0.0
    min_sharpness: float = 0.0
    drop_duplicates: bool = False
    labels_from_folders: bool = False

    def __post_init__(self) -> None:
        if self.size < LEAST_SIZE:
            raise InputError(f"size must be {LEAST_SIZE} pixels or more, got {self.size}")
        if self.smallest_face < 1:
            raise InputError(f"min_face must be 1 pixel or more, got {self.smallest_face}")
        default = {field.name: field.default for field in dataclasses.fields(self)}
        for name in () if self.detect else OF_FACES:
            if getattr(self, name) != default[name]:
                raise InputError(f"{name} must be left out where no faces are looked for")
        _ = self.alignment, self.quality  # refuse values that cannot be used

    @property
    def alignment(self) -> Alignment:
        """What crops a face."""
        return make_alignment(self.align, margin=self.margin)

    @property
    def quality(self) -> Quality:
        """What a crop and its face must reach."""
        return Quality(min_confidence=self.min_confidence, min_sharpness=self.min_sharpness)

    @property
    def smallest_face(self) -> int:
        """`min_face`, or its default."""
        return self.size // 2 if self.min_face is None else self.min_face

    def resolved(self) -> dict[str, str]:
        """Every option as text, defaults filled in, to be held against those of another run."""
        whole = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        whole["min_face"] = self.smallest_face
        whole["margin"] = getattr(self.alignment, "margin", None)
        return {name: repr(value) for name, value in whole.items()}
