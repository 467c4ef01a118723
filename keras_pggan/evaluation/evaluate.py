"""All measures of a model against its data."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from keras_pggan.data.images import Images, PictureArray, open_images
from keras_pggan.errors import InputError
from keras_pggan.evaluation.fakes import Fakes, GeneratedPictures, indices_of, open_fakes
from keras_pggan.evaluation.measures import LEAST, MEASURES, Figures, Sets
from keras_pggan.evaluation.options import WITH_FEATURES, EvaluationOptions
from keras_pggan.evaluation.report import Measured, Report
from keras_pggan.metrics import Extractor, open_extractor
from keras_pggan.metrics.laplacian_pyramid import SMALLEST
from keras_pggan.metrics.pictures import Chosen, disjoint

FEW = 2000  # pictures, below which figures say little

OnStep = Callable[[str], None]


def evaluate(
    model: Path | str,
    data: Path | str,
    options: EvaluationOptions | None = None,
    *,
    on_step: OnStep = lambda step: None,
) -> Report:
    """Measures the pictures of a model against those it was trained on.

    Fakes are compared with as many reals, shrunk to their size; and so are other reals, which gives
    the noise floor: a perfect generator comes down to it. All is repeated with other draws of
    latents, pictures and patches, whose 95 % interval is told; what another collection of pictures
    would change is not in it. A generator of classes makes as large a share of each as the reals
    have.

    Args:
        model: a run, a .keras file or a SavedModel; or an .npz or a folder of shards of pictures
            that any other tool made.
        data: an .npz, or a folder of shards.
        options: what is measured.
        on_step: told what is begun.

    Raises:
        InputError: pictures that do not fit each other or a metric; an extractor that cannot be
            used; a generator that makes NaN.
    """
    options = options or EvaluationOptions()
    reals, fakes = open_images(data), open_fakes(model)
    _check(reals, fakes, options)
    extractor = None
    if options.needs_features:
        on_step("loading the extractor")
        extractor = open_extractor(options.extractor, inception_weights=options.inception_weights)
    height, width, _ = fakes.image_shape
    pictures = reals.at_size(height, width)
    if extractor:
        _check_extractor(extractor, Chosen(pictures, np.arange(1)), options)
    like = reals.labels if reals.label_count == fakes.label_count else None
    bench = _Bench(pictures, fakes, like, options, extractor, on_step)
    if like is None and isinstance(fakes, GeneratedPictures) and fakes.label_count:
        bench.note(
            f"the generator's {fakes.label_count} classes have equal shares: the reals have "
            f"{reals.label_count or 'none'}"
        )
    sets = [Set(pictures)]
    for label in range(reals.label_count) if options.per_class else ():
        name = reals.class_names[label] if reals.class_names else str(label)
        sets.append(Set(Chosen(pictures, indices_of(reals, label)), label, name))
    counts = [bench.count(each) for each in sets]  # refuses before any is measured
    whole, *rest = (bench.measured(*each) for each in zip(sets, counts, strict=True))
    classes = {each.name: measured for each, measured in zip(sets[1:], rest, strict=True)}
    return Report(
        str(model),
        str(data),
        options.seed,
        options.repeats,
        extractor.name if extractor else None,
        whole,
        classes,
        tuple(bench.notes(whole, classes)),
    )


class Set(NamedTuple):
    """Reals of a class, with its name, or of all."""

    reals: PictureArray
    label: int | None = None
    name: str = ""

    @property
    def title(self) -> str:
        """What messages begin with."""
        return f"class {self.name}: " if self.name else ""


def _check(reals: Images, fakes: Fakes, options: EvaluationOptions) -> None:
    """Raises InputError for what no metric could be made of, before any work is done."""
    height, width, channels = fakes.image_shape
    if reals.image_shape[2] != channels:
        raise InputError(
            f"{fakes.source}: its pictures have {_channels(channels)}, those of {reals.source} "
            f"{_channels(reals.image_shape[2])}; they cannot be compared"
        )
    reals.check_fits(height, width)
    of_size = [name for name in options.metrics if name in ("swd", "ms-ssim")]
    if of_size and min(height, width) < SMALLEST:
        rest = ",".join(name for name in options.metrics if name not in of_size) or "fid"
        raise InputError(
            f"{fakes.source}: for {' and '.join(of_size)} pictures of {SMALLEST} pixels or more "
            f"are expected, these are {height}x{width}; measure others (--metrics {rest})"
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
    if "is" in options.metrics and probabilities is None:
        rest = ",".join(name for name in options.metrics if name != "is") or "fid"
        raise InputError(
            f"the inception score needs probabilities of classes, {extractor.name} gives none; "
            f"leave it out (--metrics {rest})"
        )


def _channels(count: int) -> str:
    return f"{count} channel{'s' if count > 1 else ''}"


class _Bench:
    """Measures one set of pictures after the other."""

    def __init__(
        self,
        pictures: PictureArray,
        fakes: Fakes,
        like: np.ndarray | None,
        options: EvaluationOptions,
        extractor: Extractor | None,
        on_step: OnStep,
    ):
        self._pictures, self._fakes, self._options = pictures, fakes, options
        self._like = like  # labels, whose shares generated pictures keep to
        self._extractor, self._on_step = extractor, on_step
        self._noted: dict[str, None] = {}  # a set that keeps its order

    def count(self, chosen: Set) -> int:
        """How many pictures each set has.

        Raises:
            InputError: too few for some metric.
        """
        available, reals = self._fakes.available(chosen.label), chosen.reals.shape[0]
        count = min(self._options.count, reals // 2)
        count = count if available is None else min(count, available)
        least, metric = max((LEAST.get(name, 2), name) for name in self._options.metrics)
        if count < least:
            fakes = "" if available is None else f"{available} fakes and "
            raise InputError(
                f"{chosen.title}{metric} needs {least} fakes and {2 * least} reals or more, got "
                f"{fakes}{reals} reals; measure without it, or give more (--count included)"
            )
        return count

    def measured(self, chosen: Set, count: int) -> Measured:
        """All metrics on reals, and on fakes of a class or of all."""
        options, fakes = self._options, self._fakes
        reals, label, title = chosen.reals, chosen.label, chosen.title
        figures: dict[str, list[Figures]] = {name: [] for name in options.metrics}
        for repeat in range(options.repeats):
            seed = options.seed + repeat
            step = f"{title}repeat {repeat + 1} of {options.repeats}: "
            with tempfile.TemporaryDirectory() as folder:
                self._on_step(f"{step}{count:,} pictures")
                made = fakes.take(count, Path(folder), seed=seed, label=label, like=self._like)
                one, other = disjoint(reals, count, seed=seed)
                sets = Sets(one, other, made, seed, self._extractor)
                for name in options.metrics:
                    self._on_step(f"{step}{name}")
                    with warnings.catch_warnings(record=True) as warned:
                        warnings.simplefilter("always", UserWarning)
                        figures[name].append(MEASURES[name](sets))
                    for each in warned:
                        self.note(f"{title}{each.message}")
        return Measured(count, figures)

    def note(self, text: str) -> None:
        """Something that a reader must know; said once."""
        self._noted[text] = None

    def notes(self, whole: Measured, classes: dict[str, Measured]) -> list[str]:
        """What a reader of the figures must know."""
        options, notes = self._options, []
        if whole.count < options.count:
            notes.append(
                f"{whole.count:,} pictures of each set in place of {options.count:,}: there are "
                f"{self._pictures.shape[0]:,} reals, of which figure and floor need one half each"
            )
            available = self._fakes.available(None)
            if whole.count == available:
                notes[-1] = f"{whole.count:,} pictures of each set: there are no more fakes"
        if options.repeats > 1 and whole.count == self._fakes.available(None):
            notes.append("each repeat has the same fakes: the interval is that of the reals drawn")
        if whole.count < FEW:
            notes.append(f"fewer than {FEW:,} pictures: the figures say little")
        few = [each.count for each in classes.values() if each.count < FEW]
        if few:
            notes.append(
                f"fewer than {FEW:,} pictures in {len(few)} of {len(classes)} classes, "
                f"{min(few):,} at least: their figures say little"
            )
        if self._extractor and WITH_FEATURES & set(options.metrics):
            fitted = self._extractor.note(self._fakes.image_shape)
            notes += [f"for {self._extractor.name}: {fitted}"] if fitted else []
        return [*notes, *self._noted]
