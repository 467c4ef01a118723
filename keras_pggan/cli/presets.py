"""`keras-pggan presets`: known data sets, and models to pick up."""

from __future__ import annotations

import typer

from keras_pggan.cli.common import friendly_errors
from keras_pggan.presets import PRESETS


def command() -> None:
    """Tell which data sets have options that suit them, and which models come trained.

    Example: keras-pggan presets
    """
    with friendly_errors(lambda: "nothing was written"):
        from rich import box
        from rich.console import Console
        from rich.table import Table

        from keras_pggan.training.preflight.phases_table import WIDE
        from keras_pggan.zoo.places import pretrained

        trained = pretrained()
        for name, preset in PRESETS.items():
            typer.echo(f"{name}: {preset.told} Data: {preset.data}. (From {preset.source}.)")
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
        for heading in ("", "pixels", "filters", "latents", "recipe", "images/phase", "pretrained"):
            table.add_column(heading)
        for name, preset in PRESETS.items():
            network = preset.values["network"]
            base, most = network.get("filters_base", 8192), network.get("filters_max", 512)
            family = preset.values.get("family")
            table.add_row(
                name,
                str(network["resolution"]),
                family or f"{base:,} at most {most}",
                str(network.get("latent_dim", 128 if family else 512)),
                preset.values.get("recipe", "-"),
                f"{preset.values['phase_images']:,}",
                "yes" if name in trained else "",
            )
        for name in sorted(set(trained) - set(PRESETS)):
            table.add_row(name, "", "", "", "", "", "yes")
        typer.echo()
        Console(width=WIDE).print(table)
        typer.echo(
            "\ntrain DATA --out RUN --preset NAME trains one; what is given besides counts before "
            "it.\nA pretrained one is a model: generate NAME --out pictures.png, walk, evaluate, "
            "export,\nand train --from NAME take it."
        )
