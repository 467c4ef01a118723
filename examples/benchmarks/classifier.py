"""A small classifier, whose features `recipes.py --extractor` compares pictures by.

    python examples/benchmarks/classifier.py fashion.npz features.keras   # of its classes
    python examples/benchmarks/classifier.py emoji.npz features.keras     # of turns and colours

Where the data have no classes it learns by which quarter turn a picture was turned and, of pictures
in colour, in which order its channels are. The file takes pictures of 0 to 255 and gives 64
features and probabilities, as `evaluate --extractor` wants them.
"""

import argparse
import itertools
from pathlib import Path

import keras
import numpy as np

import keras_pggan as pg

FEATURES = 64


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--pictures", type=int, help="so many of them, drawn; default: all")
    parser.add_argument("--epochs", type=int, default=6)
    given = parser.parse_args()
    keras.utils.set_random_seed(0)
    data, draws = pg.data.open(given.data), np.random.default_rng(0)
    drawn = draws.permutation(len(data))[: given.pictures]
    pictures = data.pictures.images[drawn]
    pictures, labels = changed(pictures) if data.labels is None else (pictures, data.labels[drawn])
    order = draws.permutation(len(pictures))
    held, seen = np.split(order, [len(order) // 10])
    model = network(pictures.shape[1:], int(labels.max()) + 1)
    classes = keras.Model(model.input, model.output[1])
    classes.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    classes.fit(pictures[seen], labels[seen], batch_size=128, epochs=given.epochs)
    _, accuracy = classes.evaluate(pictures[held], labels[held], verbose=0)
    model.save(given.out)
    print(f"right on {accuracy:.1%} of {len(held):,} pictures that it did not see")


def changed(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each picture in all turns, those in colour with three orders of channels, and which."""
    orders = [(0,)] if pictures.shape[-1] == 1 else [(0, 1, 2), (1, 2, 0), (2, 0, 1)]
    made = [
        np.rot90(pictures, turn, (1, 2))[..., order]
        for turn, order in itertools.product(range(4), orders)
    ]
    return np.concatenate(made), np.repeat(np.arange(len(made)), len(pictures))


def network(shape: tuple[int, ...], classes: int) -> keras.Model:
    image = keras.Input(shape)
    x = keras.layers.Rescaling(1 / 127.5, -1.0)(image)
    for filters in (32, 64, 64):
        x = keras.layers.Conv2D(filters, 3, padding="same", activation="relu")(x)
        x = keras.layers.Conv2D(filters, 3, 2, padding="same", activation="relu")(x)
    features = keras.layers.Dense(FEATURES, activation="relu")(keras.layers.Flatten()(x))
    dropped = keras.layers.Dropout(0.3)(features)
    probabilities = keras.layers.Dense(classes, activation="softmax", name="classes")(dropped)
    return keras.Model(image, [features, probabilities])


if __name__ == "__main__":
    main()
