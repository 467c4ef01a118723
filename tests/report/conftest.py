"""What the tests of reports share: one trained run, and its page."""

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan.report import write_report


@pytest.fixture(scope="package")
def run(tmp_path_factory, real_pictures):
    """A run to 16x16 that measured its samples, and its pictures."""
    folder = tmp_path_factory.mktemp("report")
    np.savez(folder / "pictures.npz", images=real_pictures)
    images = pg.data.open(folder / "pictures.npz")
    config = pg.NetworkConfig(
        resolution=16, base_shape=(8, 8), filters_base=32, filters_max=8, latent_dim=8
    )
    gan = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    schedule = pg.Schedule.growing(config, images_per_phase=16, batch_size=4)
    options = pg.RunOptions(metrics_every=8)
    pg.train(gan, images, schedule, folder / "run", options=options)
    return folder / "run"


@pytest.fixture(scope="package")
def page_file(run):
    """The page of that run."""
    out = run.parent / "report.html"
    steps = []
    write_report(run, out, on_step=steps.append)
    assert len(steps) == 4
    return out
