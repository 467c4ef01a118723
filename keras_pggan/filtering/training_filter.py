"""Training a filter of pictures."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.files import as_path, check_writable, written_whole
from keras_pggan.filtering.filter_figures import FilterFigures
from keras_pggan.filtering.filter_network import filter_network
from keras_pggan.filtering.filter_options import FilterOptions
from keras_pggan.filtering.labelled_set import LabelledSet, read_labelled_set
from keras_pggan.filtering.picture_filter import PictureFilter
from keras_pggan.keras_settings import known_settings

if TYPE_CHECKING:
    import keras


def train_filter(
    labels: Path | str,
    out: Path | str,
    options: FilterOptions | None = None,
    *,
    pictures: Path | str | None = None,
    on_epoch: Callable[[str], None] | None = None,
) -> FilterFigures:
    """Trains a small network to tell pictures that a person marked as good from the bad ones.

    It minimizes the binary cross-entropy by Adam, its learning rate falling to 0 along a half
    cosine, so that its score of a picture is the probability that the person would call it good.
    The figures are those of a share of the pictures that it never saw.

    Args:
        labels: the CSV that the page of `write_label_page` gives: `file,good`.
        out: the .keras to write, for `load_filter`; it may be replaced.
        options: see `FilterOptions`.
        pictures: the folder of the pictures; by default that of the CSV.
        on_epoch: is told, in words, how far it is.

    Raises:
        InputError: `out` is no such file; as `read_labelled_set`.
    """
    options = options or FilterOptions()
    out = as_path(out)
    if out.suffix != ".keras" or out.is_dir():
        raise InputError(f"{out}: a file name that ends in .keras is expected")
    check_writable(out)
    trained, held_back = read_labelled_set(labels, pictures).split(options.held_back, options.seed)
    model = _trained(trained, options, on_epoch or (lambda _: None))
    scores = PictureFilter(model).of_inputs(held_back.inputs)
    with written_whole(out) as temporary:
        model.save(temporary)
    return FilterFigures.of(scores, held_back.good, len(trained.good))


@known_settings()
def _trained(
    pictures: LabelledSet, options: FilterOptions, on_epoch: Callable[[str], None]
) -> keras.Model:
    import keras

    inputs, good = pictures.inputs, pictures.good.astype(np.float32)[:, None]
    share, count = float(good.mean()), len(good)
    height, width = inputs.shape[1:3]
    model = filter_network(height, width, share=share, seed=options.seed)
    size = min(options.batch_size, count)  # one shape of all steps, so that they compile once
    steps = options.epochs * (count // size)
    optimizer = keras.optimizers.Adam(options.learning_rate)
    model.compile(optimizer, "binary_crossentropy", jit_compile=False)
    random = np.random.default_rng(options.seed)
    done, told = 0, ""
    for epoch in range(options.epochs):
        on_epoch(f"epoch {epoch + 1:,} of {options.epochs:,}{told}")
        order = random.permutation(count)
        for first in range(0, count - size + 1, size):
            some = order[first : first + size]
            rate = options.learning_rate * (1 + math.cos(math.pi * done / steps)) / 2
            optimizer.learning_rate = rate
            loss = float(model.train_on_batch(inputs[some], good[some]))
            done, told = done + 1, f", loss {loss:.3f}"
    # Without the optimizer, which is of no use to those who open the file.
    return keras.Model(model.inputs, model.outputs, name=model.name)
