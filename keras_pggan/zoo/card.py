"""The card of a model: what its folder says of itself, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from keras_pggan.words import counted, listed
from keras_pggan.zoo.about import Value
from keras_pggan.zoo.artefact import Artefact

CHANNELS = {1: "gray", 3: "RGB", 4: "RGBA"}
TOLD = 20  # classes, by name


def card(artefact: Artefact, name: str) -> str:
    """Markdown; what is not known is left out.

    Args:
        artefact: what it is of.
        name: what commands find it by.
    """
    return "\n\n".join(filter(None, _parts(artefact, name))) + "\n"


def _parts(artefact: Artefact, name: str) -> Iterable[str]:
    about = artefact.about
    yield f"# {name}"
    yield about.title
    yield _networks(artefact)
    yield "## Use it"
    yield from _use(name) if artefact.generator else _use_discriminator(name)
    if artefact.generator and artefact.discriminator:
        yield f"Training starts from it by `keras-pggan train DATA --out RUN --from {name}`."
    yield _training(artefact)
    if about.figures:
        yield "## Figures"
        yield _figures(about.figures)
    if about.command:
        yield "Measured by"
        yield _fenced("sh", about.command)
    if about.notes:
        yield "## To know"
        yield "\n".join(f"- {note}" for note in about.notes)
    if about.licence:
        yield f"## Licence\n\n{about.licence}"


def _use(name: str) -> Iterable[str]:
    yield _fenced(
        "sh",
        f"keras-pggan generate {name} --out pictures.png --count 64",
        f"keras-pggan walk {name} --out walk.gif",
    )
    yield _fenced(
        "python",
        "import keras_pggan as pg",
        "",
        f'pictures = pg.generate("{name}", 64)  # uint8 (64, height, width, channels)',
        f'generator = pg.from_preset("{name}")  # a Keras model',
    )


def _use_discriminator(name: str) -> Iterable[str]:
    yield _fenced(
        "python",
        "import keras_pggan as pg",
        "",
        f'discriminator = pg.from_preset("{name}", network="discriminator")  # a Keras model',
    )


def _networks(artefact: Artefact) -> str:
    shape = artefact.main.config.get("config", {})
    channels = CHANNELS.get(shape.get("channels"), "")
    base, resolution = shape.get("base_shape") or (1, 1), artefact.resolution
    width = resolution * base[1] // base[0]
    told = "A generator" if artefact.generator else "A discriminator"
    told += f" of {resolution}x{width} pictures{f' ({channels})' if channels else ''}"
    if artefact.generator:
        told += f" from latents of {shape['latent_dim']} numbers" if "latent_dim" in shape else ""
    told += f", of the family {artefact.family}"
    told += ", with its discriminator" if artefact.generator and artefact.discriminator else ""
    count, names = shape.get("label_count"), shape.get("class_names") or ()
    if count:
        told += f"; {count:,} class{'es' if count > 1 else ''}"
        told += f" ({listed([str(each) for each in names], most=TOLD)})" if names else ""
    return f"{told}. Values are -1 (black) to 1 (white); weights are {artefact.main.precision}."


def _training(artefact: Artefact) -> str:
    about, lines = artefact.about, []
    if about.data:
        lines.append(f"- Data: {about.data}")
    if about.recipe or about.loss:
        told = " with the loss ".join(filter(None, (about.recipe, about.loss)))
        lines.append(f"- Recipe: {told}")
    if about.images_seen:
        lines.append(f"- Shown: {counted(about.images_seen, 'image')}")
    return "\n".join(["## Training", "", *lines]) if lines else ""


def _figures(figures: Mapping[str, Value]) -> str:
    rows = [
        f"| {name} | {value:,.4g} |" if isinstance(value, float) else f"| {name} | {value} |"
        for name, value in figures.items()
    ]
    return "\n".join(["| measure | value |", "|---|---|", *rows])


def _fenced(language: str, *lines: str) -> str:
    return "\n".join([f"```{language}", *lines, "```"])
