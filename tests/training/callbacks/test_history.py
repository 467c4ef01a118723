"""Where training came to nothing, the history ends it in words."""

import pytest
import tensorflow as tf

import keras_pggan as pg
from keras_pggan.errors import TrainingError
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training.callbacks.history import History


def test_steps_none_of_which_had_finite_gradients_end_a_run(real_pictures):
    network = pg.NetworkConfig(resolution=4, filters_base=16, filters_max=8, latent_dim=4)
    phase = pg.Phase(level=0, height=4, width=4, fade_in=False, images=400, batch_size=4)
    schedule = pg.Schedule((phase,))
    gan = build_gan(TrainConfig(data="x", network=network, schedule=schedule, precision="float16"))
    gan.enter(phase)
    gan.compile()
    for optimizer in (gan.generator_optimizer, gan.discriminator_optimizer):
        optimizer.dynamic_scale.assign(2.0**40)  # overflows float16 at once
    data = tf.data.Dataset.from_tensor_slices(real_pictures[:, ::8, ::8]).batch(4)
    rows = []
    history = History(phase, 0, [rows.append], last_good=lambda: "images-8 is kept")
    says = (
        "no finite gradients in the last 2 steps of float16, in 4x4-straight, at step 2 of 100; "
        "images-8 is kept"
    )
    with pytest.raises(TrainingError, match=f"^{says}$"):
        gan.fit(data, steps_per_epoch=4, callbacks=[history], verbose=0)
    assert rows == []
