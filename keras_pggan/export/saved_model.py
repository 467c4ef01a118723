"""TensorFlow's own format, which needs TensorFlow alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import tensorflow as tf

from keras_pggan.export.export_format import ExportFormat
from keras_pggan.export.exporting import export
from keras_pggan.export.runtimes import without_prints
from keras_pggan.export.served_module import name_of, served_module
from keras_pggan.files import write_json
from keras_pggan.generators.generation import Call, Generator
from keras_pggan.generators.loading import CLASSES, load_generator
from keras_pggan.plain_names import plainly_named


class SavedModel(ExportFormat):
    """A folder that `tf.saved_model.load` and `tensorflow_hub.load` read.

    Its default signature takes `latents` (batch, latent_dim) float32 and gives `images` (batch,
    height, width, channels) float32 in [0, 1]: `clip(x / 2 + 1 / 2, 0, 1)` of what the generator
    returns. Any batch size works, unless it is fixed. The signature of a generator with classes
    also takes `labels` (batch,) int64; how many there are, and their names, are in
    `assets.extra/classes.json`. Signatures `images_4`, `images_8` and so on give the pictures of
    one resolution each, `uint8` those of the largest as bytes of 0 to 255, `png` as `png_bytes`,
    a file each, and `default` as `default`.
    """

    name = "saved-model"
    told = "SavedModel"
    fixed_batch = True
    every_resolution = True

    def write(self, generator: Generator, path: Path, precision: str = "float32") -> None:
        count = generator.label_count
        module, signatures = served_module(generator, self.batch)
        path.mkdir()
        with without_prints(), plainly_named(path) as named:
            tf.saved_model.save(module, str(named), signatures)
        if count:
            (path / CLASSES).parent.mkdir(exist_ok=True)
            write_json(path / CLASSES, {"count": count, "names": list(generator.class_names)})

    def drawer(self, path: Path) -> Call:
        loaded = load_generator(path)
        return lambda *inputs: loaded.call(*inputs) * 0.5 + 0.5

    def drawers(self, generator: Generator, path: Path) -> list[tuple[Generator, Call]]:
        with plainly_named(path) as named:
            loaded = tf.saved_model.load(str(named))

        def of(name: str) -> Call:
            # `owner` keeps the weights alive.
            return lambda *inputs, owner=loaded: getattr(owner, name)(*inputs).numpy()

        own = [(each, of(name_of(each))) for each in generator.of_each_resolution]
        return [*own, (generator, self.drawer(path))]


def export_saved_model(generator: Any, out: Path | str) -> float:
    """Writes a SavedModel and checks it against the generator in memory, see `export`.

    Args:
        generator: what `load_generator` loaded from a run or a .keras file, or what it takes: a
            run, a path, a model.
        out: a folder that does not exist yet, or an empty one.

    Returns:
        the largest difference between a picture of the SavedModel and one of the generator.

    Raises:
        InputError: the folder has content, the generator is itself a SavedModel, or the two
            differ by more than 1e-5 (nothing is left behind then).
    """
    return export(generator, out, format=SavedModel.name)
