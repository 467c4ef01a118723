"""What is done for one picture, by whichever engine."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from keras_pggan.preprocessing.alignment import SquareCrop, centre_crop
from keras_pggan.preprocessing.classes import class_of
from keras_pggan.preprocessing.detect import Face, FaceDetector
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.reading import Picture
from keras_pggan.preprocessing.rejects import Reason, Reject, RejectedError
from keras_pggan.preprocessing.sources import Source


class Crop(NamedTuple):
    """What is known of a crop: its name, its class ("" without), its face (None without)."""

    name: str
    kind: str = ""
    face: Face | None = None


class Crops(NamedTuple):
    """What a picture gave: uint8 (count, size, size, 3), and what is known of each."""

    images: np.ndarray
    crops: list[Crop]


Outcome: TypeAlias = Crops | Reject


def open_detector(options: FaceOptions) -> FaceDetector | None:
    """The detector that `process` needs, which takes seconds to make; None where it needs none."""
    return FaceDetector(options.smallest_face) if options.detect else None


def process(source: Source, detector: FaceDetector | None, options: FaceOptions) -> Outcome:
    """Crops, or the reason why there are none. It never raises, whatever the file holds.

    Equal files and options give equal outcomes, in any process and any order.

    Args:
        source: the picture.
        detector: from `open_detector` for the same options.
        options: what is taken.
    """
    try:
        kind = class_of(source) if options.labels_from_folders else ""
        picture = Picture(source.path, detector.scale if detector else 1.0)
        faces = [None] if detector is None else _wanted(picture, detector, options)
        images = [_crop(picture.whole, face, options) for face in faces]
    except RejectedError as reject:
        return Reject(source.name, reject.reason, reject.detail)
    except Exception as error:  # one picture must not end the run
        return Reject(source.name, Reason.CRASHED, f"{type(error).__name__}: {error}")
    names = [source.name if k == 1 else f"{source.name}#{k}" for k in range(1, len(faces) + 1)]
    crops = [Crop(name, kind, face) for name, face in zip(names, faces, strict=True)]
    return Crops(np.stack(images), crops)


def _wanted(picture: Picture, detector: FaceDetector, options: FaceOptions) -> list[Face]:
    try:
        faces = detector.detect(picture.small, size=picture.size)
    except Exception as error:
        raise RejectedError(Reason.DETECTOR_FAILED, f"{type(error).__name__}: {error}") from error
    large = [face for face in faces if face.size >= options.smallest_face]
    if not large:
        raise RejectedError(*_nothing(faces, options))
    return large if options.all_faces else large[:1]


def _nothing(faces: list[Face], options: FaceOptions) -> tuple[Reason, str]:
    if not faces:
        return Reason.NO_FACE, "no face was found"
    size = round(faces[0].size)
    return (
        Reason.FACE_TOO_SMALL,
        f"the largest face has {size} pixels, {options.smallest_face} are needed",
    )


def _crop(picture: np.ndarray, face: Face | None, options: FaceOptions) -> np.ndarray:
    crop: np.ndarray
    if face is None:
        crop = centre_crop(picture, options.size)
    else:
        crop = SquareCrop(options.margin)(picture, face, options.size)
    return crop
