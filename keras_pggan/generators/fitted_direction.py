"""The direction that tells latents of one kind of pictures from those of the other."""

from __future__ import annotations

import numpy as np

from keras_pggan.errors import InputError
from keras_pggan.generators.attribute_direction import AttributeDirection
from keras_pggan.generators.sphere_descent import on_sphere
from keras_pggan.words import counted

SPREAD = 3.0  # standard deviation of the log odds of latents that is thought likely beforehand
FEWEST = 5  # pictures of a kind
FOLDS = 5
STEPS, HALVINGS = 50, 30
SMALL = 1e-9  # of a step: the end


def fit_direction(
    latents: np.ndarray, second: np.ndarray, *, kinds: tuple[str, str] = ("0", "1"), seed: int = 0
) -> AttributeDirection:
    """The direction of a logistic regression, as long as 1, and how well it tells the kinds apart.

    With x the latents at the length sqrt(latent_dim), since generators see no other, and y = -1 or
    1, it is the w of the w and b that minimize

        sum over pictures of weight log(1 + exp(-y (w x + b))) + |w|^2 latent_dim / (2 spread^2)

    where the weights of either kind sum up to half the pictures, and the spread is 3: w is thought
    to be normal, so that log odds w x have the standard deviation 3. With few pictures, this comes
    near to the difference of the means of both kinds.

    Args:
        latents: (count, latent_dim).
        second: whether each is of the second kind, bool (count,).
        kinds: what they are called.
        seed: of the five parts, each of which is told apart by what the others gave, for the
            accuracy.

    Raises:
        InputError: fewer than five of a kind.
    """
    points, second = on_sphere(latents), np.asarray(second, bool)
    counts = int(np.sum(~second)), int(np.sum(second))
    if min(counts) < FEWEST:
        found = " and ".join(
            f"{counted(count, 'picture')} of {kind}"
            for count, kind in zip(counts, kinds, strict=True)
        )
        raise InputError(f"{FEWEST} pictures of each kind or more are needed, found {found}")
    weights, _ = _regression(points, second)
    values = (weights / np.linalg.norm(weights)).astype(np.float32)
    return AttributeDirection(values, _accuracy(points, second, seed), counts, kinds)


def _regression(points: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, float]:
    """w and b, by Newton's steps, each halved until it goes down."""
    dimensions = points.shape[1]
    inputs = np.column_stack([points, np.ones(len(points))])
    signs = np.where(second, 1.0, -1.0)
    shares = np.where(second, second.mean(), 1 - second.mean())
    penalty = np.append(np.full(dimensions, dimensions / SPREAD**2), 0.0)

    def loss(found: np.ndarray) -> float:
        odds = np.logaddexp(0, -signs * (inputs @ found))
        return float(np.sum(odds / (2 * shares)) + np.sum(penalty * found**2) / 2)

    found = np.zeros(dimensions + 1)
    for _ in range(STEPS):
        wrong = 0.5 * (1 - np.tanh(signs * (inputs @ found) / 2))  # the logistic, never too large
        slope = penalty * found - inputs.T @ (signs * wrong / (2 * shares))
        bend = (inputs.T * (wrong * (1 - wrong) / (2 * shares))) @ inputs + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        before = loss(found)
        for _ in range(HALVINGS):
            if loss(found - step) <= before:
                break
            step /= 2
        found = found - step
        if np.abs(step).max() < SMALL:
            break
    return found[:-1], float(found[-1])


def _accuracy(points: np.ndarray, second: np.ndarray, seed: int) -> float:
    """The mean of the shares of both kinds that are told right by directions made of others."""
    part = _parts(second, seed)
    right = np.zeros(len(points), bool)
    for held_back in np.unique(part):
        out = part == held_back
        weights, offset = _regression(points[~out], second[~out])
        right[out] = (points[out] @ weights + offset > 0) == second[out]
    return float((right[second].mean() + right[~second].mean()) / 2)


def _parts(second: np.ndarray, seed: int) -> np.ndarray:
    """The part of each picture, at random, with as many of a kind in each as can be."""
    random = np.random.default_rng(seed)
    part = np.empty(len(second), int)
    for kind in (False, True):
        (members,) = np.nonzero(second == kind)
        part[random.permutation(members)] = np.arange(len(members)) % FOLDS
    return part
