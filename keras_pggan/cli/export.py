"""`keras-pggan export`: a generator for programs without this package."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated

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
        "(onnxruntime, browsers) or openvino (Intel's processors).",
    )
    precision: str = option(
        "float32",
        "Of the weights: float32; of litert and openvino also float16, half the size; of litert "
        "also dynamic-int8, a quarter.",
    )
    resolution: int | None = option(
        None,
        "Height of the pictures: one of those that a run, or a preset, was grown through.",
        default="the largest",
        least=1,
    )


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
        from keras_pggan.export.exporting import at_place, check_place, export_model, format_of

        wanted = format_of(options.format)
        check_place(out, wanted)
        generator = at_place(model, options.resolution)
        parity = export_model(generator, out, format=options.format, precision=options.precision)
        height, width, channels = generator.image_shape
        typer.echo(
            f"{wanted.told} in {out}: latents (batch, {generator.latent_dim}) to images "
            f"(batch, {height}, {width}, {channels}); it differs from the model by at most "
            f"{parity}"
        )
