"""`keras-pggan export`: a generator for programs without this package."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_tensorflow
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import option


@dataclasses.dataclass(frozen=True, kw_only=True)
class FormatOptions:
    """What a generator is exported as."""

    format: str = option(
        "saved-model",
        "What is written: saved-model (TensorFlow's own), litert (phones, browsers), onnx "
        "(onnxruntime, browsers), openvino (Intel's processors), web (a site that draws in the "
        "browser) or html (the same as one file).",
    )
    precision: str = option(
        "float32",
        "Of the weights: float32; of litert, web, html and openvino also float16, half the size; "
        "of the first three also dynamic-int8, a quarter.",
    )
    resolution: str | None = option(
        None,
        "Height of the pictures: one of those that a run, or a preset, was grown through; or all, "
        "of which a SavedModel has a signature each, a page a button each, and others a file each "
        "in a folder.",
        form="N|all",
        default="the largest; all of saved-model, web and html",
    )
    batch: str = option(
        "dynamic",
        "How many pictures it makes at a time: a number, or dynamic for any.",
        form="N|dynamic",
    )

    @property
    def sizes(self) -> dict[str, Any]:
        """The resolution and the batch, numbers where they are written as such."""
        given = {"resolution": self.resolution, "batch": self.batch}
        return {
            name: int(text) if text and text.isascii() and text.isdecimal() else text
            for name, text in given.items()
        }


@from_options
def command(
    model: GeneratorPlace,
    out: Annotated[Path, typer.Option(help="A folder, new or empty, or the file of the format.")],
    options: FormatOptions,
) -> None:
    """Export a generator for programs without this package.

    All take latents (batch, latent_dim), with classes also labels (batch,), and give images (batch,
    height, width, channels), float32 in 0..1. What was written is run by its own runtime and held
    against the model.

    Example: keras-pggan export runs/faces --out faces.onnx --format onnx
    """
    with friendly_errors(lambda: "nothing was written", command):
        load_tensorflow()
        from keras_pggan.export.exporting import planned

        plan = planned(
            model, out, format=options.format, precision=options.precision, **options.sizes
        )
        parity = plan.write()
        typer.echo(f"{plan}; it differs from the model by at most {parity}")
