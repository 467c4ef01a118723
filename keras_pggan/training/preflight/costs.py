"""What a phase costs, counted from the layers of its models."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import keras
import tensorflow as tf

from keras_pggan.losses import AdversarialLoss


class LayerCall(NamedTuple):
    """A layer that a model calls, with the shapes (without the batch) that it maps."""

    layer: Any
    inputs: tuple[tuple[int, ...], ...]
    outputs: tuple[tuple[int, ...], ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class NetworkCost:
    """What one network of a phase takes.

    Args:
        parameters: its trainable numbers.
        parameter_bytes: their size.
        forward_flops: floating-point operations of one forward pass of one image; a
            multiplication and an addition are two.
        activation_bytes: size of the outputs of all its layers, for one image.
        calls: of layers.
    """

    parameters: int
    parameter_bytes: int
    forward_flops: int
    activation_bytes: int
    calls: int


def network_cost(model: keras.Model) -> NetworkCost:
    """Counts a functional model, such as `gan.stage.generator`.

    Operations are those of convolutions and dense layers; what others do (biases, rectifiers,
    normalizations) is a few per cent of them at most.
    """
    calls = list(layer_calls(model))
    weights = model.trainable_weights
    return NetworkCost(
        parameters=sum(math.prod(weight.shape) for weight in weights),
        parameter_bytes=weight_bytes(weights),
        forward_flops=sum(flops(call) for call in calls),
        activation_bytes=sum(
            activations(call) * _itemsize(call.layer.compute_dtype) for call in calls
        ),
        calls=len(calls),
    )


def weight_bytes(weights: Iterable[keras.Variable]) -> int:
    """Size of weights in memory."""
    return sum(math.prod(weight.shape) * _itemsize(weight.dtype) for weight in weights)


def step_flops(generator: NetworkCost, discriminator: NetworkCost, loss: AdversarialLoss) -> float:
    """Floating-point operations of one training step, for each image of its batch.

    With G and D for those of one forward pass, and each of the two gradients of a layer, by its
    input and by its weights, for as many as its forward pass:

    - discriminator: G for the fakes; D for the scores and 2 D for both gradients, of reals and of
      fakes alike: `G + 6 D`;
    - each penalty: D for the scores of the pictures and D for the gradient by the pictures; then,
      as the weights take part in both, both gradients of either: `2 D + 4 D = 6 D`. The gradients
      of the first are zero behind a rectifier, but TensorFlow computes them;
    - generator: G and D for the scores, D for the gradient by the fakes, 2 G for both gradients:
      `3 G + 2 D`; and D for the scores of reals, if the loss is relativistic.

    In all `4 G + 14 D` with one penalty; what is by a picture, in the first layer, is counted
    though it is not always needed.

    Args:
        generator, discriminator: costs of the networks of a phase.
        loss: what penalties there are, and how often.
    """
    passes = 8.0 + sum(6.0 / penalty.every for penalty in loss.penalties) + loss.relativistic
    return 4.0 * generator.forward_flops + passes * discriminator.forward_flops


def layer_calls(model: keras.Model) -> Iterator[LayerCall]:
    """All layers that a functional model calls, and those of the models inside it.

    A layer's own `input` and `output` are those of its first call only, and the layer of the
    cross-fade is called at another size in each phase: so this follows the model's graph.
    """
    waiting, seen = list(model.outputs), set()
    while waiting:
        operation, index, _ = waiting.pop()._keras_history
        node = operation._inbound_nodes[index]
        if id(node) in seen or not node.input_tensors:
            continue
        seen.add(id(node))
        waiting += node.input_tensors
        if isinstance(operation, keras.Model):
            yield from layer_calls(operation)
        else:
            shapes = (
                tuple(tuple(tensor.shape[1:]) for tensor in tensors)
                for tensors in (node.input_tensors, node.outputs)
            )
            yield LayerCall(operation, *shapes)


def flops(call: LayerCall) -> int:
    """Operations of a layer that multiplies, for one image; 0 for any other layer.

    A layer may tell its own by `multiply_adds(inputs, outputs)`. Of others, each kernel is taken to
    be applied at every position of the smaller side: that is what dense layers, convolutions of any
    stride, and transposed ones do.
    """
    inputs, outputs = call.inputs[0], call.outputs[0]
    own = getattr(call.layer, "multiply_adds", None)
    if own is not None:
        return 2 * own(inputs, outputs)
    first = getattr(call.layer, "data_format", None) == "channels_first"
    positions = min(math.prod(shape[1:] if first else shape[:-1]) for shape in (inputs, outputs))
    kernels = [weight for weight in call.layer.weights if weight.name.endswith("kernel")]
    return 2 * positions * sum(math.prod(kernel.shape) for kernel in kernels)


def activations(call: LayerCall) -> int:
    """Numbers that a layer computes for one image: its output, and what it needs on the way."""
    computed = sum(math.prod(shape) for shape in call.outputs)
    own = getattr(call.layer, "numbers_between", None)
    return computed + (own(call.inputs[0], call.outputs[0]) if own else 0)


def _itemsize(dtype: str) -> int:
    return tf.as_dtype(dtype).size
