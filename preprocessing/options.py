"""What a data set is to be made of; imported for a command's `--help`, so it imports little."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from keras_pggan.errors import InputError
from keras_pggan.options import check, described, option, options_of
from keras_pggan.sizes import as_text, sides_of
from keras_pggan.words import brief

if TYPE_CHECKING:
    from keras_pggan.preprocessing.alignment import Alignment
    from keras_pggan.preprocessing.quality import Quality

LEAST_SIZE = 4  # pixels, the resolution that growing begins with
OF_FACES = "of faces"  # the tag of options that need them
OF_PICTURES = "of pictures"  # of those that need that no faces are looked for

WITH_FACES = "faces are looked for; --no-detect looks for none, and takes whole pictures"
WITHOUT_FACES = "no faces are looked for"


@described
@dataclasses.dataclass(frozen=True, kw_only=True)
class FaceOptions:
    """What is taken out of each picture. Two runs with equal options give equal data sets.

    Raises:
        InputError: a value out of range, or one that needs faces where none are looked for.
    """

    size: int | tuple[int, int] = option(
        128,
        "Of the crops: the side of a square, or both sides. Networks double a small base, as 6x4 "
        "to 96x64.",
        least=LEAST_SIZE,
        unit="pixels",
        form="SIDE or HEIGHTxWIDTH, such as 64 or 96x64",
    )
    channels: int = option(
        3,
        "Gray (1), colours on white where there is transparency (3), or with the transparency (4).",
        choices=(1, 3, 4),
    )
    align: str = option(
        "crop",
        "Square around a face as it is (crop), turned and scaled by its landmarks (landmarks), or "
        "as in CelebA-HQ (celeba-hq).",
        tags=(OF_FACES,),
    )
    margin: float | None = option(
        None, "Added around a face, as a fraction of it.", default="0.2", tags=(OF_FACES,)
    )
    min_face: int | None = option(
        None, "Smallest face used.", least=1, unit="pixels", default="half the shorter side",
        tags=(OF_FACES,),
    )  # fmt: skip
    all_faces: bool = option(
        False, "Every face of a picture, not only the largest.", tags=(OF_FACES,)
    )
    detect: bool = option(True, "Look for faces, or take any picture as it is.")
    fit: str = option(
        "crop",
        "With --no-detect: the middle of a picture (crop), all of it with a border, white or of "
        "4 channels transparent (pad), or all of it out of proportion (stretch).",
        choices=("crop", "pad", "stretch"),
        tags=(OF_PICTURES,),
    )
    turns: bool = option(
        True,
        "Try a photograph by quarter turns where no face is found, and upside down where one is "
        "found that way.",
        tags=(OF_FACES,),
    )
    min_confidence: float = option(
        0.0, "Least confidence of the detector in a face.", least=0, most=1, tags=(OF_FACES,)
    )
    min_sharpness: float = option(
        0.0, "Least variance of the Laplacian of a crop; 100 is a common threshold.", least=0
    )
    drop_duplicates: bool = option(
        False, "Leave out a crop that is nearly the same as an earlier one."
    )
    labels_from_folders: bool = option(
        False, "The outermost folder of a picture is its class; those in none are rejected."
    )
    labels: bool = option(True, "Take the classes of a dataset.json, where there is one.")
    bits: int | None = option(
        None,
        "Bits that values of 16-bit pictures use, where they use fewer, as of cameras of 12.",
        least=9,
        most=16,
        default="16",
    )

    def __post_init__(self) -> None:
        check(self)
        if len(sides_of(self.size)) != 2:
            raise InputError(f"size must be one or two numbers of pixels, got {brief(self.size)}")
        unused, where = (OF_PICTURES, WITH_FACES) if self.detect else (OF_FACES, WITHOUT_FACES)
        for each in options_of(FaceOptions):
            if unused in each.about.tags and getattr(self, each.field) != each.default:
                raise InputError(f"{each.name} must be left out where {where}")
        _ = self.alignment  # refuses what cannot be used

    @property
    def alignment(self) -> Alignment:
        """What crops a face."""
        from keras_pggan.preprocessing.alignment import make_alignment

        return make_alignment(self.align, margin=self.margin)

    @property
    def quality(self) -> Quality:
        """What a crop and its face must reach."""
        from keras_pggan.preprocessing.quality import Quality

        return Quality(min_confidence=self.min_confidence, min_sharpness=self.min_sharpness)

    @property
    def image_shape(self) -> tuple[int, int, int]:
        """(height, width, channels) of the crops."""
        return (*sides_of(self.size), self.channels)

    @property
    def smallest_face(self) -> int:
        """`min_face`, or its default."""
        return min(sides_of(self.size)) // 2 if self.min_face is None else self.min_face

    def resolved(self) -> dict[str, str]:
        """Every option as text, defaults filled in, to be held against those of another run."""
        whole = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}
        whole["min_face"] = self.smallest_face
        whole["margin"] = getattr(self.alignment, "margin", None)
        return {name: repr(value) for name, value in whole.items()} | {"size": as_text(self.size)}
