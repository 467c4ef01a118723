"""MTCNN's three stages, each network compiled once for pictures of every size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import tensorflow as tf

# What `MTCNN.detect_faces` of mtcnn 1.0.0 takes by default.
SMALLEST_FACE, SCALE_FACTOR = 20, 0.709
LEAST_SCORE, OVERLAP_OF_SCALE, OVERLAP = 0.6, 0.5, 0.7
SIDES = (None, 24, 48)  # of the inputs of the three networks, in pixels; the first takes any
LEAST_SHARE = 2.0**-24  # of a probability that float32 rounds to 0
PART = 256  # rows worked on at once, so that a crowd or noise does not take memory without bound

Network = Callable[[tf.Tensor], list[tf.Tensor]]


class Cascade:
    """What `MTCNN.detect_faces` computes, with its weights and stages, several times faster.

    Its networks run as graphs that take inputs of every size, where mtcnn runs them layer by layer,
    and the picture becomes a tensor once, where mtcnn makes one for every scale. It computes on
    the CPU. Memory does not grow with the number of pictures.

    Args:
        detector: the `mtcnn.MTCNN` whose stages are used; it is of no further use by itself.
    """

    def __init__(self, detector: Any):
        from mtcnn.stages.base import StageBase

        _, *self._refine = detector.stages
        self._proposals, *networks = [
            _compiled(stage.model, side) for stage, side in zip(detector.stages, SIDES, strict=True)
        ]
        self._last = networks[-1]
        for stage, network in zip(self._refine, networks, strict=True):
            # A stage that has been made takes another network in no other way.
            StageBase.__init__(stage, stage.name, stage.id, model=_in_parts(network))

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Faces in uint8 RGB (height, width, 3), float64 (count, 15), in fractions of pixels.

        The columns are left, top, right, bottom (all inside the picture), the confidence, and x of
        the five landmarks, then y of these.
        """
        from mtcnn.utils.bboxes import limit_bboxes

        with tf.device("CPU:0"):
            pixels = tf.constant(_normalized(picture[None]))
            boxes = self._propose(pixels)
            for stage in self._refine:
                if not len(boxes):
                    return np.empty((0, 15))
                boxes = stage(images_normalized=pixels, bboxes_batch=boxes)
        inside = limit_bboxes(boxes, np.array([picture.shape]), limit_landmarks=False)
        return np.asarray(inside[:, 1:]).reshape(-1, 15)  # the first column counts pictures

    def scores(self, crops: np.ndarray) -> np.ndarray:
        """How sure the last network is that there are faces in uint8 RGB (count, 48, 48, 3).

        Returns:
            float64 (count,), the probability's log odds, of about -17 to 17.
        """
        with tf.device("CPU:0"):
            _, _, found = self._last(tf.constant(_normalized(crops)))
        against, of_a_face = np.log(np.maximum(np.asarray(found, np.float64), LEAST_SHARE)).T
        return np.asarray(of_a_face - against)

    def landmarks(self, crops: np.ndarray) -> np.ndarray:
        """Where the last network sees landmarks in faces, uint8 RGB (count, 48, 48, 3).

        Returns:
            float64 (count, 5, 2), x and y in fractions of the side.
        """
        with tf.device("CPU:0"):
            _, found, _ = self._last(tf.constant(_normalized(crops)))
        return np.asarray(found, np.float64).reshape(-1, 2, 5).swapaxes(1, 2)

    def _propose(self, pixels: tf.Tensor) -> np.ndarray:
        """As `mtcnn.StagePNet`, but for the memory that many proposals take."""
        from mtcnn.utils.bboxes import generate_bounding_box, resize_to_square, sort_by_scores
        from mtcnn.utils.images import build_scale_pyramid, scale_images

        _, height, width, _ = pixels.shape
        found = [np.empty((0, 6))]
        for scale in build_scale_pyramid(width, height, SMALLEST_FACE, SCALE_FACTOR):
            offsets, scores = self._proposals(scale_images(pixels, scale))
            boxes = generate_bounding_box(offsets, scores, LEAST_SCORE)  # the best first
            boxes[:, 1:5] /= scale
            found.append(distinct(boxes, OVERLAP_OF_SCALE))
        boxes = np.concatenate(found)
        boxes = sort_by_scores(boxes, scores=boxes[:, 5], ascending=False)
        return np.asarray(resize_to_square(distinct(boxes, OVERLAP)))


def distinct(boxes: np.ndarray, threshold: float) -> np.ndarray:
    """The boxes whose intersection over union with every earlier one is at most the threshold.

    As in mtcnn, an earlier one counts even where it is left out itself.

    Args:
        boxes: (count, 6), with left, top, right and bottom in columns 1 to 4; the best first.
        threshold: 0 to 1.
    """
    left, top, right, bottom = boxes[:, 1:5].T
    areas = (right - left) * (bottom - top)
    kept = np.ones(len(boxes), bool)
    for start in range(0, len(boxes), PART):
        end = min(start + PART, len(boxes))
        one = slice(start, end), None
        width = np.minimum(right[one], right[:end]) - np.maximum(left[one], left[:end])
        height = np.minimum(bottom[one], bottom[:end]) - np.maximum(top[one], top[:end])
        common = np.maximum(width, 0) * np.maximum(height, 0)
        over = common / (areas[one] + areas[:end] - common) > threshold
        kept[start:end] = ~np.tril(over, start - 1).any(axis=1)
    return boxes[kept]


def _normalized(pictures: np.ndarray) -> np.ndarray:
    """As `mtcnn.utils.images.normalize_images`, in place."""
    scaled = pictures.astype(np.float32)
    scaled -= 127.5
    scaled /= 128
    return scaled


def _compiled(model: Any, side: int | None) -> Network:
    shape = tf.TensorSpec([None, side, side, 3], tf.float32)
    network: Network = tf.function(model, [shape], autograph=False).get_concrete_function()
    return network


def _in_parts(network: Network) -> Network:
    def in_parts(inputs: tf.Tensor) -> list[tf.Tensor]:
        parts = [network(inputs[start : start + PART]) for start in range(0, len(inputs), PART)]
        return [tf.concat(outputs, 0) for outputs in zip(*parts, strict=True)]

    return in_parts
