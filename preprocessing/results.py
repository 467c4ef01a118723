"""What the finished pictures of a run give, before any of it is written."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from keras_pggan.pictures.contact_sheet import LARGEST_COUNT, contact_sheet
from keras_pggan.pictures.duplicates import Duplicates
from keras_pggan.preprocessing.journal import Journal
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.rejects import Reason, Reject
from keras_pggan.preprocessing.remarks import Remark, in_sentences
from keras_pggan.preprocessing.summary import Summary
from keras_pggan.preprocessing.work import Crop


class Results:
    """The crops and rejects of a complete journal, in the order of the pictures.

    Where duplicates are dropped, each crop is held against all that come before it; a picture that
    has no other crop is a reject. So the result does not depend on who did the work.

    Args:
        journal: a complete one.
        options: those of the run.
        told: what is to be said of the pictures beside what was seen in them.

    Attributes:
        crops: what is known of those that are taken.
        rejects: of the journal, and duplicates.
    """

    def __init__(self, journal: Journal, options: FaceOptions, told: tuple[str, ...] = ()):
        self.crops: list[Crop] = []
        self._told, self._remarks = told, list[Remark]()
        self.rejects: list[Reject] = []
        self.options, self._journal = options, journal
        self._pictures = 0
        duplicates = Duplicates() if options.drop_duplicates else None
        kept: list[bool] = []
        for row in journal.rows():
            if isinstance(row, Reject):
                self.rejects.append(row)
                continue
            self._remarks += [remark for crop in row for remark in crop.remarks]
            likes = [duplicates and duplicates.add(crop.code or 0, crop.name) for crop in row]
            kept += [like is None for like in likes]
            self.crops += [crop for crop, like in zip(row, likes, strict=True) if like is None]
            self._pictures += None in likes
            if None not in likes:
                detail = f"nearly the same as {likes[0]}"
                self.rejects.append(Reject(row[0].name, Reason.DUPLICATE, detail))
        self._kept = np.array(kept, bool)

    @property
    def summary(self) -> Summary:
        """The counts."""
        remarks = (*self._told, *in_sentences(self._remarks))
        return Summary(self._pictures, len(self.crops), self.rejects, remarks)

    def images(self) -> Iterator[np.ndarray]:
        """The crops, uint8 (count, height, width, channels), some at a time."""
        yield from self._journal.images(self._kept)

    def pictures(self) -> Iterator[np.ndarray]:
        """The crops, uint8 (height, width, channels), one by one."""
        return itertools.chain.from_iterable(self.images())

    def contact_sheet(self) -> np.ndarray:
        """The first 100 crops with their numbers, and landmarks where faces have some."""
        options = self.options
        first = list(itertools.islice(self.pictures(), LARGEST_COUNT))
        faces = [crop.face for crop in self.crops[: len(first)]]
        marks = [options.alignment.landmarks(face, options.size) if face else () for face in faces]
        sheet: np.ndarray = contact_sheet(first, marks, numbers=range(len(first)))
        return sheet
