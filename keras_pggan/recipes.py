"""Options of a run that go together, by a name; plain values, since `--help` lists them."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from keras_pggan.errors import InputError
from keras_pggan.options import option

RELATIVISTIC = {"name": "relativistic", "gamma": 1.0, "penalty_every": 4}
# A ramped average over images suits runs of every length, see docs/options.md.
HALF_LIFE = {"averaging_half_life": 10_000.0, "averaging_ramp": 0.05}
FASTER = {
    "loss": {"name": "non-saturating-r1", "penalty_weight": 1.0, "penalty_every": 4},
    "learning_rate": 0.003,
    **HALF_LIFE,
}
# Images of a run below which the paper's rate is too small. Measured at 20,000 to 60,000
# (docs/recipes.md); the paper's own runs show ten million.
SHORT = 1_000_000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recipe:
    """Options that go together; any of them that is given by itself counts before it.

    Args:
        told: what it is for, in a sentence.
        source: where its numbers come from.
        values: as a TOML file of a run has them, of all phases at once.
        most_resolution: the largest resolution that is taken where none is given; None for that of
            the pictures.
    """

    told: str
    source: str
    values: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    most_resolution: int | None = None


RECIPES: dict[str, Recipe] = {
    "paper": Recipe(
        told="The paper to the letter: for full-size networks, many pictures and days on GPUs.",
        source="Karras et al. 2018 (arXiv 1710.10196), appendix A, and the authors' program",
        values={
            "loss": {"name": "wasserstein-gp"},
            "learning_rate": 0.001,
            "averaging": 0.999,
            "beta_2": 0.99,
        },
    ),
    "short": Recipe(
        told="The logistic loss, three times the paper's rate, an average that follows: for runs "
        "of less than a million images, of minutes to a day.",
        source="docs/recipes.md, where it was the best after ten minutes",
        values=FASTER,
    ),
    "few-pictures": Recipe(
        told="The same with augmentation: for hundreds to a few thousand pictures and long runs.",
        source="Zhao et al. 2020 (arXiv 2006.10738); of three losses with it the best after six "
        "minutes, docs/recipes.md",
        values={**FASTER, "augment": {"name": "diffaugment"}},
    ),
    "small": Recipe(
        told="The same with networks of 32x32, which a CPU trains in minutes.",
        source="docs/recipes.md",
        values={
            "network": {"filters_base": 256, "filters_max": 64, "latent_dim": 64},
            "phase_images": 20_000,
            "batch_size": 16,
            **FASTER,
        },
        most_resolution=32,
    ),
    "relativistic": Recipe(
        told="A loss of today with penalties in every fourth step, for long runs.",
        source="Huang et al. 2025 (arXiv 2501.05441); gamma and rate as in docs/recipes.md, where "
        "it was behind the paper's loss after six minutes",
        values={"loss": RELATIVISTIC, "learning_rate": "cosine:0.003:0.001", **HALF_LIFE},
    ),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class RecipeName:
    """Which options go together."""

    recipe: str | None = option(
        None,
        "Options that go together, see `keras-pggan recipes`; each that is given by itself counts "
        "before them.",
        default=f"short for a new run of less than {SHORT:,} images, else paper",
        choices=tuple(RECIPES),
    )


def recipe_of(name: object) -> Recipe:
    """The recipe of a name.

    Raises:
        InputError: there is none.

    >>> recipe_of("tiny")
    Traceback (most recent call last):
    keras_pggan.errors.InputError: recipe must be paper, short, few-pictures, small or \
relativistic, got 'tiny'
    """
    if not isinstance(name, str) or name not in RECIPES:
        *others, last = RECIPES
        raise InputError(f"recipe must be {', '.join(others)} or {last}, got {name!r:.60}")
    return RECIPES[name]


def recipe_for(images: int) -> str:
    """The recipe of a run that is told of none, by the images that it shows.

    >>> recipe_for(20_000), recipe_for(10_000_000)
    ('short', 'paper')
    """
    return "short" if images < SHORT else "paper"
