"""`keras-pggan generate`: pictures from a trained generator."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Annotated, Any

import typer

from keras_pggan.cli.common import GeneratorPlace, friendly_errors, load_keras
from keras_pggan.cli.from_options import from_options
from keras_pggan.options import check, option
from keras_pggan.words import counted

COUNT = 16


@dataclasses.dataclass(frozen=True, kw_only=True)
class SampleOptions:
    """What is drawn."""

    count: int | None = option(None, "How many pictures.", least=1, default="16; all of --latents")
    seed: int = option(0, "Of the latents.", least=0)
    latents: Path | None = option(
        None, "Draw these, such as the latents.npz of `project`, in place of a seed's."
    )
    label: str | None = option(
        None, "Class to draw, its number or name.", default="all in turn; that of each of --latents"
    )
    truncation: float = option(
        1.0,
        "Of variety: less draws pictures nearer to the first one of the seed, or of --latents; "
        "0 draws that alone.",
        least=0,
        most=1,
    )
    latents_out: Path | None = option(
        None,
        "An .npz that gets the latents, each by the name of its picture in a folder, for "
        "`direction` and --latents.",
    )

    def __post_init__(self) -> None:
        check(self)

    @property
    def drawn(self) -> dict[str, Any]:
        """How latents are drawn, wherever they come from."""
        return {"label": self.label, "truncation": self.truncation}


@from_options
def command(
    model: GeneratorPlace,
    out: Annotated[
        Path,
        typer.Option(
            help="A .png gets a grid, of small pictures enlarged; a .npz the data set format, and "
            "either may be replaced; a new or empty folder gets one .png each. The latter two keep "
            "the true size."
        ),
    ],
    options: SampleOptions,
) -> None:
    """Generate pictures.

    Example: keras-pggan generate runs/faces --out faces.png --count 64
    """
    with friendly_errors(lambda: "no picture was written in part", command):
        load_keras()
        from keras_pggan.generators import generation
        from keras_pggan.generators.found_latents import check_npz, latents_for
        from keras_pggan.generators.generating import generate_from, moved, seeded
        from keras_pggan.generators.loading import load_generator

        generation.check_out(out)
        if options.latents_out is not None:
            check_npz(options.latents_out)
        generator = load_generator(model)
        if options.latents is None:
            count = COUNT if options.count is None else options.count
            found = seeded(generator, count, options.seed, **options.drawn)
        else:
            given = latents_for(generator, options.latents).first(options.count)
            found = moved(generator, given, **options.drawn)
        pictures = generate_from(generator, found)
        names = generator.class_names
        generation.write_pictures(pictures, out, labels=found.labels, class_names=names)
        if options.latents_out is not None:
            found.write(options.latents_out)
        typer.echo(f"{counted(len(pictures), 'picture')} of {model} in {out}")
