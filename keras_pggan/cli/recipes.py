"""`keras-pggan recipes`: options that go together."""

from __future__ import annotations

import typer

from keras_pggan.cli.common import friendly_errors
from keras_pggan.recipes import RECIPES


def command() -> None:
    """Tell which options go together, what for, and where their numbers come from.

    Example: keras-pggan recipes
    """
    with friendly_errors(lambda: "nothing was written"):
        from rich import box
        from rich.console import Console
        from rich.table import Table

        from keras_pggan.runs.toml_files import flat
        from keras_pggan.training.preflight.phases_table import WIDE

        for name, recipe in RECIPES.items():
            typer.echo(f"{name}: {recipe.told} (From {recipe.source}.)")
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for heading in ("", *RECIPES):
            table.add_column(heading)
        each = [
            ({"network.resolution": f"{most} at most"} if (most := recipe.most_resolution) else {})
            | flat(dict(recipe.values))
            for recipe in RECIPES.values()
        ]
        for key in dict.fromkeys(key for settings in each for key in settings):
            table.add_row(key, *(str(settings.get(key, "")) for settings in each))
        typer.echo()
        Console(width=WIDE).print(table)
        typer.echo(
            "\nWhat a column leaves empty is as docs/options.md has it. train --recipe NAME takes "
            "one;\nwhat is given besides counts before it."
        )
