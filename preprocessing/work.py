"""What is done for one picture, by whichever engine."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np

from keras_pggan.pictures.channels import with_channels
from keras_pggan.pictures.duplicates import picture_hash
from keras_pggan.preprocessing.alignment import centre_crop, padded, resized
from keras_pggan.preprocessing.classes import class_of, number_of
from keras_pggan.preprocessing.detect import Face, FaceDetector
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.reading import Picture
from keras_pggan.preprocessing.refining import refined
from keras_pggan.preprocessing.rejects import Reason, Reject, RejectedError
from keras_pggan.preprocessing.remarks import About, Remark
from keras_pggan.preprocessing.sources import Source
from keras_pggan.preprocessing.turning import View, found_upright
from keras_pggan.words import kind_and_reason


class Crop(NamedTuple):
    """What is known of a crop.

    Its name, its class ("" without), its face (None without), where duplicates are looked for its
    `picture_hash`, and, of the first of a picture, what is to be said of that.
    """

    name: str
    kind: str = ""
    face: Face | None = None
    code: int | None = None
    remarks: tuple[Remark, ...] = ()


class Crops(NamedTuple):
    """What a picture gave: uint8 (count, height, width, channels), and what is known of each."""

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
        return _crops(source, detector, options)
    except RejectedError as reject:
        return Reject(source.name, reject.reason, reject.detail, reject.found)
    except Exception as error:  # one picture must not end the run
        return Reject(source.name, Reason.CRASHED, kind_and_reason(error))


def _crops(source: Source, detector: FaceDetector | None, options: FaceOptions) -> Crops:
    kind = class_of(source) if options.labels_from_folders else number_of(source)
    scale, transparency = detector.scale if detector else 1.0, options.channels == 4
    picture = Picture(source.path, scale, bits=options.bits, transparency=transparency)
    taken: list[tuple[np.ndarray, Face | None]]
    remarks = picture.remarks
    if detector is None:
        taken = [(_whole(picture.whole, options), None)]
    else:
        view, faces = _large(picture, detector, options)
        taken = [*_good(view.whole, faces, detector, options)]
        remarks += (Remark(About.TURNED),) if view.quarters else ()
    crops = []
    for number, (image, face) in enumerate(taken, 1):
        name = source.name if number == 1 else f"{source.name}#{number}"
        code = picture_hash(image) if options.drop_duplicates else None
        crops.append(Crop(name, kind, face, code, remarks if number == 1 else ()))
    return Crops(np.stack([image for image, _ in taken]), crops)


def _large(
    picture: Picture, detector: FaceDetector, options: FaceOptions
) -> tuple[View, list[Face]]:
    """The picture as it is upright, and its faces that are large enough, the largest first."""
    try:
        view, faces = found_upright(picture, detector, turns=options.turns)
    except Exception as error:
        raise RejectedError(Reason.DETECTOR_FAILED, kind_and_reason(error)) from error
    # In whole pixels, as it is told: a face of 63.7 pixels has the 64 that are needed.
    large = [face for face in faces if round(face.size) >= options.smallest_face]
    if not large:
        raise _nothing(faces, picture.size, options)
    return view, large


def _nothing(faces: list[Face], picture: tuple[int, int], options: FaceOptions) -> RejectedError:
    needed = options.smallest_face
    if not faces and max(picture) < needed:
        width, height = picture
        detail = f"the picture has {width}x{height} pixels, faces of {needed} are needed"
        return RejectedError(Reason.FACE_TOO_SMALL, detail)
    if not faces:
        turned = ", nor turned by quarters" if options.turns else ""
        detail = f"no face of about {needed} pixels or more was found{turned}"
        return RejectedError(Reason.NO_FACE, detail)
    size = round(max(face.size for face in faces))
    detail = f"the largest face has {size} pixels, {needed} are needed"
    return RejectedError(Reason.FACE_TOO_SMALL, detail, size)


def _whole(picture: np.ndarray, options: FaceOptions) -> np.ndarray:
    """A picture in which no face is looked for, made to fit."""
    fit = {"crop": centre_crop, "pad": padded, "stretch": resized}[options.fit]
    crop: np.ndarray = with_channels(fit(picture, options.size), options.channels)
    options.quality.check(crop)
    return crop


def _good(
    picture: np.ndarray, faces: list[Face], detector: FaceDetector, options: FaceOptions
) -> list[tuple[np.ndarray, Face]]:
    """Crops of the faces that are good enough, or of the first of these alone, with the faces.

    Raises:
        RejectedError: none is good enough; says what is the matter with the largest.
    """
    good: list[tuple[np.ndarray, Face]] = []
    refusal: RejectedError | None = None
    for face in faces:
        face = refined(picture, face, detector)
        try:
            crop = options.alignment(picture, face, options.size)
            crop = with_channels(crop, options.channels)
            options.quality.check(crop, face)
        except RejectedError as error:
            refusal = refusal or error
            continue
        good.append((crop, face))
        if not options.all_faces:
            break
    if refusal and not good:
        raise refusal
    return good
