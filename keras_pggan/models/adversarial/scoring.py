"""What a discriminator says of pictures."""

from __future__ import annotations

from typing import Any, NamedTuple

from keras import ops

from keras_pggan.models.adversarial.network_shape import NetworkShape


class Verdict(NamedTuple):
    """Scores (batch,) and class logits (batch, label_count)."""

    scores: Any
    logits: Any


def judge(discriminator, images) -> Verdict:
    """The verdict of a discriminator that is in training."""
    outputs = discriminator(images, training=True)
    return Verdict(outputs[:, 0], outputs[:, 1:])


def judge_both(discriminator, reals, fakes, network: NetworkShape) -> tuple[Verdict, Verdict]:
    """The verdicts on reals and on fakes, by one call where that gives the same.

    One call costs less than two. It gives the same as two if no group of the minibatch standard
    deviation mixes reals with fakes. Where its members have equal distances in the batch, reals and
    fakes alternate in the joint batch in runs of `batch / group_size`; where they are neighbours,
    the fakes follow the reals. Networks that are normalized over the batch have two calls: else
    the fakes would be judged beside reals when the discriminator is trained, and without them when
    the generator is.

    Args:
        discriminator: pictures to outputs (batch, 1 + label_count).
        reals, fakes: pictures, equally many of each.
        network: with the `group_size` of the minibatch standard deviation; where it has
            `strided_groups`, False says that the members of a group are neighbours, and where it
            has `judges_batches`, True that scores depend on all pictures of a call.
    """
    batch, group_size = reals.shape[0], network.group_size
    if batch is None or batch % group_size or getattr(network, "judges_batches", False):
        return judge(discriminator, reals), judge(discriminator, fakes)
    strided, shape = getattr(network, "strided_groups", True), reals.shape[1:]
    runs = group_size if strided else 1
    run = batch // runs
    parts = [ops.reshape(x, (runs, run, *shape)) for x in (reals, fakes)]
    both = judge(discriminator, ops.reshape(ops.concatenate(parts, axis=1), (2 * batch, *shape)))
    columns = [ops.reshape(x, (runs, 2, run, *x.shape[1:])) for x in both]
    real, fake = (
        Verdict(*(ops.reshape(x[:, side], (batch, *x.shape[3:])) for x in columns))
        for side in (0, 1)
    )
    return real, fake
