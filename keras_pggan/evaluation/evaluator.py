"""All measures of a model against its data."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np

from keras_pggan.data.images import Images, PictureArray
from keras_pggan.errors import InputError
from keras_pggan.evaluation.bench import Bench, OnStep, Set
from keras_pggan.evaluation.evaluation import Evaluation
from keras_pggan.evaluation.fakes import (
    Fakes,
    GeneratedPictures,
    folders_of,
    indices_of,
    of_same_channels,
    open_fakes,
)
from keras_pggan.evaluation.in_run import generator_checksum
from keras_pggan.evaluation.measure import Measure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.evaluation.options import EvaluationOptions
from keras_pggan.evaluation.reals import data_of_run, open_pictures
from keras_pggan.metrics import Extractor, open_extractor
from keras_pggan.metrics.extractor import INCEPTION
from keras_pggan.metrics.pictures import Chosen
from keras_pggan.words import counted


def evaluate(
    model: Path | str,
    data: Path | str | None = None,
    options: EvaluationOptions | None = None,
    *,
    on_step: OnStep = lambda step: None,
) -> Evaluation:
    """Measures the pictures of a model against those it was trained on: see `Evaluator`."""
    return Evaluator(model, data, options, on_step=on_step).measure()


class Evaluator:
    """Pictures of a model and of its data, opened and found to fit each other and the metrics.

    Fakes are compared with as many reals, shrunk to their size; and so are other reals, which gives
    the noise floor: a perfect generator comes down to it. All is repeated with other draws of
    latents, pictures and patches, whose 95 % interval is told; what another collection of pictures
    would change is not in it. A generator of classes makes as large a share of each as the reals
    have.

    Args:
        model: a run, a .keras file or a SavedModel; or an .npz, a folder of shards or one of
            picture files that any other tool made.
        data: an .npz, a folder of shards or one of picture files; by default that of the run.
        options: what is measured.
        on_step: told what is begun.
        downloads: whether weights may be fetched from the network at once; else the first
            `measure` does, and what needs them to be checked is not.

    Raises:
        InputError: pictures that do not fit each other or a metric; an extractor that cannot be
            used; and from `measure`, a generator that makes NaN.
    """

    def __init__(
        self,
        model: Path | str,
        data: Path | str | None = None,
        options: EvaluationOptions | None = None,
        *,
        on_step: OnStep = lambda step: None,
        downloads: bool = True,
    ):
        data = data_of_run(model) if data is None else data
        self.model, self.data, self.on_step = str(model), str(data), on_step
        self.options = options = options or EvaluationOptions()
        self._checksum = generator_checksum(model)
        reals, fakes = open_pictures(data), open_fakes(model)
        told = [each.told for each in folders_of(reals, fakes)]
        reals, fakes = of_same_channels(reals, fakes)
        _check(reals, fakes, options)
        height, width, _ = self.image_shape = fakes.image_shape
        pictures = reals.at_size(height, width)
        like = reals.labels if reals.label_count == fakes.label_count else None
        own = options.extractor or options.inception_weights
        extractor = self._opened_extractor(pictures) if downloads or own else None
        self._bench = Bench(pictures, fakes, like, options, extractor)
        for line in told:
            self._bench.note(line)
        if like is None and isinstance(fakes, GeneratedPictures) and fakes.label_count:
            self._bench.note(
                f"the generator's {fakes.label_count} classes have equal shares: the reals have "
                f"{reals.label_count or 'none'}"
            )
        self._sets = [Set(pictures)]
        for label in range(reals.label_count) if options.per_class else ():
            name = reals.class_names[label] if reals.class_names else str(label)
            self._sets.append(Set(Chosen(pictures, indices_of(reals, label)), label, name))
        self.count, *of_classes = (self._bench.count(each) for each in self._sets)
        names = (each.name for each in self._sets[1:])
        self.counts_of_classes = dict(zip(names, of_classes, strict=True))

    def _opened_extractor(self, pictures: PictureArray) -> Extractor | None:
        options = self.options
        if not options.needs_features:
            return None
        self.on_step("loading the extractor")
        extractor = open_extractor(options.extractor, inception_weights=options.inception_weights)
        _check_extractor(extractor, Chosen(pictures, np.arange(1)), options)
        return extractor

    @property
    def extractor(self) -> str | None:
        """What makes the features; None where no metric needs them."""
        if self._bench.extractor:
            return self._bench.extractor.name
        return INCEPTION if self.options.needs_features else None

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the figures must know; measuring may find more."""
        return tuple(self._bench.notes(self.count, list(self.counts_of_classes.values())))

    def measure(self) -> Evaluation:
        """Measures all that the options ask for."""
        if self._bench.extractor is None:
            extractor = self._opened_extractor(self._bench.pictures)
            self._bench = dataclasses.replace(self._bench, extractor=extractor)
        counts = (self.count, *self.counts_of_classes.values())
        whole, *rest = (
            self._bench.measured(chosen, count, self.on_step)
            for chosen, count in zip(self._sets, counts, strict=True)
        )
        return Evaluation(
            self.model,
            self.data,
            self.options,
            self.extractor,
            whole,
            dict(zip(self.counts_of_classes, rest, strict=True)),
            self.notes,
            self._checksum,
        )


def _check(reals: Images, fakes: Fakes, options: EvaluationOptions) -> None:
    """Raises InputError for what no metric could be made of, before any work is done."""
    height, width, channels = fakes.image_shape
    if reals.image_shape[2] != channels:
        raise InputError(
            f"{fakes.source}: its pictures have {counted(channels, 'channel')}, those of "
            f"{reals.source} {counted(reals.image_shape[2], 'channel')}; they cannot be compared"
        )
    reals.check_fits(height, width)
    side = min(height, width)
    large = [each for each in options.measures if each.smallest > side]
    if large:
        raise InputError(
            f"{fakes.source}: for {' and '.join(each.name for each in large)} pictures of "
            f"{max(each.smallest for each in large)} pixels or more are expected, these are "
            f"{height}x{width}; measure others "
            f"(--metrics {_possible(options, lambda each: each.smallest <= side)})"
        )
    if options.per_class and not (reals.label_count and fakes.label_count):
        which = fakes.source if reals.label_count else reals.source
        raise InputError(f"{which}: figures of classes need labels, it has none")
    if options.per_class and reals.label_count != fakes.label_count:
        raise InputError(
            f"{fakes.source}: {fakes.label_count} classes; {reals.source} has {reals.label_count}"
        )


def _check_extractor(extractor: Extractor, some: PictureArray, options: EvaluationOptions) -> None:
    """Raises InputError for an extractor that gives less than the metrics need."""
    probabilities = extractor.features(some).probabilities
    wanting = [each for each in options.measures if each.of_probabilities]
    if wanting and probabilities is None:
        raise InputError(
            f"the {wanting[0].label} needs probabilities of classes, {extractor.name} gives none; "
            f"leave it out (--metrics {_possible(options, lambda each: not each.of_probabilities)})"
        )


def _possible(options: EvaluationOptions, fits: Callable[[Measure], bool]) -> str:
    """What can be measured of all that was asked for, or else one of features: for `--metrics`."""
    rest = [each.name for each in options.measures if fits(each)]
    others = (each.name for each in named_measures().values() if each.of_features and fits(each))
    return ",".join(rest or [next(others)])
