"""Optimizers as plain values."""

import keras
import pytest

import keras_pggan as pg
from keras_pggan.models.adversarial.optimizers import optimizer_from, optimizer_table

MADE = (
    lambda: keras.optimizers.Adam(3e-4, beta_1=0.0, beta_2=0.123456789, clipnorm=1.5),
    lambda: keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 100), momentum=0.9),
    lambda: pg.paper_optimizer(0.0015),
    lambda: keras.optimizers.LossScaleOptimizer(keras.optimizers.RMSprop(0.01)),
)


@pytest.mark.parametrize("make", MADE)
def test_a_table_makes_the_same_optimizer_again(make):
    table = optimizer_table(make())
    again = optimizer_from(table)
    assert type(again) is type(make())
    assert optimizer_table(again) == table
    assert optimizer_table(make()) == table  # without a name, which Keras counts up


def test_numbers_are_written_as_they_were_given():
    table = optimizer_table(MADE[0]())
    assert (table["class_name"], table["learning_rate"]) == ("Adam", 0.0003)
    assert (table["beta_2"], table["clipnorm"]) == (0.123456789, 1.5)
    assert None not in table.values()


def test_an_optimizer_that_keras_does_not_know_is_told_at_once():
    class Mine(keras.optimizers.SGD):
        pass

    with pytest.raises(pg.InputError, match=r"register_keras_serializable.*Mine"):
        optimizer_table(Mine())
