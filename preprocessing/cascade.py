"""MTCNN's three stages, each network compiled once for pictures of every size."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

# Of the inputs of the three networks, in pixels; the first takes any.
SIDES = (None, 24, 48)


class Cascade:
    """What `MTCNN.detect_faces` computes, with its weights and its stages, several times faster.

    Its networks run as graphs that take inputs of every size, where mtcnn runs them layer by layer,
    and the picture becomes a tensor once, where mtcnn makes one for every scale. It computes on
    the CPU. Memory does not grow with the number of pictures.

    Args:
        detector: the `mtcnn.MTCNN` whose stages are used; it is of no further use by itself.
    """

    def __init__(self, detector: Any):
        self._propose, *self._refine = [
            _compiled(stage, side) for stage, side in zip(detector.stages, SIDES, strict=True)
        ]

    def __call__(self, picture: np.ndarray) -> np.ndarray:
        """Faces in uint8 RGB (height, width, 3), float64 (count, 15), in fractions of pixels.

        The columns are left, top, right, bottom (all inside the picture), the confidence, and x of
        the five landmarks, then y of these.
        """
        from mtcnn.utils.bboxes import limit_bboxes
        from mtcnn.utils.images import normalize_images

        shapes = np.array([picture.shape])
        with tf.device("CPU:0"):
            pixels = tf.constant(normalize_images(picture[None].astype(np.float32)))
            boxes = self._propose(images_normalized=pixels, images_oshapes=shapes)
            for stage in self._refine:
                if not len(boxes):
                    return np.empty((0, 15))
                boxes = stage(images_normalized=pixels, bboxes_batch=boxes)
        inside = limit_bboxes(boxes, shapes, limit_landmarks=False) if len(boxes) else boxes
        return np.asarray(inside[:, 1:]).reshape(-1, 15)  # the first column counts pictures


def _compiled(stage: Any, side: int | None) -> Any:
    from mtcnn.stages.base import StageBase

    shape = tf.TensorSpec([None, side, side, 3], tf.float32)
    graph = tf.function(stage.model, input_signature=[shape]).get_concrete_function()
    # A stage that has been made takes another network in no other way.
    StageBase.__init__(stage, stage.name, stage.id, model=graph)
    return stage
