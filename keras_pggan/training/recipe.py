"""What a run or a program takes of a recipe."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.models.adversarial.family import Family
from keras_pggan.models.adversarial.gan_options import GanOptions
from keras_pggan.recipes import RECIPES, recipe_of
from keras_pggan.runs.changes import value_in_words
from keras_pggan.runs.config import TrainConfig
from keras_pggan.runs.parts import loss_from, policy_from
from keras_pggan.runs.toml_files import flat

OF_PHASES = {"phase_images": "images", "batch_size": "batch_size", "learning_rate": "learning_rate"}


@dataclasses.dataclass(frozen=True)
class RecipeParts:
    """A recipe as keyword arguments.

    Args:
        network: of `NetworkConfig`.
        schedule: of `Schedule.growing`, which needs `images_per_phase` where there are none here.
        gan: of a GAN.
    """

    network: dict[str, Any]
    schedule: dict[str, Any]
    gan: dict[str, Any]


def recipe(name: str) -> RecipeParts:
    """The parts of a recipe, for a program that trains by `fit` or `pg.train`.

    Raises:
        InputError: there is none of that name.

    >>> recipe("small").schedule
    {'images_per_phase': 20000, 'batch_size': 16, 'learning_rate': 0.003}
    """
    values = recipe_of(name).values
    keys = {"phase_images": "images_per_phase"}
    of_gan = [each.name for each in dataclasses.fields(GanOptions)]
    gan = {key: values[key] for key in of_gan if key in values}
    readers = {"loss": loss_from, "augment": policy_from}
    gan |= {key: read(values[key], "") for key, read in readers.items() if key in values}
    schedule = {keys.get(key, key): values[key] for key in OF_PHASES if key in values}
    return RecipeParts(dict(values.get("network", {})), schedule, gan)


def following(name: Any, started: TrainConfig | None) -> str | None:
    """The recipe that a run is to follow from now on; None where it has all of it already.

    Args:
        name: of the one asked for; None for none.
        started: the configuration of a run that is continued.

    Raises:
        InputError: there is none of that name.
    """
    if name is None or (started and started.recipe == name):
        return None
    recipe_of(name)
    return name


def check_family(name: str | None, family: type[Family]) -> None:
    """Raises InputError for a recipe with sizes that the networks of a family have not."""
    sizes = RECIPES[name].values.get("network", {}) if name else {}
    other = set(sizes) - {field.name for field in dataclasses.fields(family.network_class)}
    if other:
        raise InputError(
            f"the recipe {name} tells sizes that networks of the family {family.family} have not "
            f"({', '.join(sorted(other))}); give another recipe or another family"
        )


def split(
    name: str | None, of_family: Mapping[str, Any] = MappingProxyType({})
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The values of a recipe as a file has them, and those of all phases at once; those of a
    family of networks count before them."""
    values = {"recipe": name, **RECIPES[name].values} if name else {}
    values |= of_family
    return values, {key: values.pop(key) for key in OF_PHASES if key in values}


def recipe_in_words(config: TrainConfig) -> str:
    """Which recipe a run follows, and where something else was given in its place.

    Such as `recipe small, but for batch_size 8 (not 16); --recipe takes another`.
    """
    name = config.recipe or ""
    wanted = flat(dict(RECIPES[name].values))
    others = []
    for key, (want, has) in _beside(wanted, config).items():
        if want != has:
            told = "none" if has is None else value_in_words(has)
            others.append(f"{key} {told} (not {value_in_words(want)})")
    but = f", but for {', '.join(others)}" if others else ""
    return f"recipe {name}{but}; --recipe takes another, keras-pggan recipes tells of all"


def _beside(wanted: Mapping[str, Any], config: TrainConfig) -> dict[str, tuple[Any, Any]]:
    """Each value of a recipe, and that of a run; of phases, the first that is another."""
    has: dict[str, Any] = flat(config.to_dict())
    found = {}
    for key, want in wanted.items():
        if field := OF_PHASES.get(key):
            each = [_plain(getattr(phase, field)) for phase in config.schedule]
            found[key] = want, next((value for value in each if value != want), want)
        else:
            found[key] = want, has.get(key)
    return found


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value)
