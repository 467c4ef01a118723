"""`keras-pggan convert`: from the file of another program to pictures, exports and training."""

import foreign_networks as source
import numpy as np
import pytest
from foreign_files import Instance, Named, snapshot, tensors, write_zip

import keras_pggan as pg
from keras_pggan.runs.config import TrainConfig

WIDTHS, LATENT = (8, 6), 5


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A snapshot, and a checkpoint of two classes, which deviates most."""
    folder = tmp_path_factory.mktemp("foreign")
    generator = ("G_paper", {}, source.official_generator(WIDTHS, LATENT))
    discriminator = ("D_paper", {}, source.official_discriminator(WIDTHS, 8))
    (folder / "faces.pkl").write_bytes(snapshot((generator, discriminator, generator)))
    state = {"attribKeysOrder": {"Main": {"order": 0, "values": ["cat", "dog"]}}}
    config = Instance(Named("models.utils.config", "BaseConfig"), state)
    networks = {
        "netG": source.zoo_generator(WIDTHS, LATENT, labels=2),
        "netD": source.zoo_discriminator(WIDTHS, 8, labels=2),
        "avgG": source.zoo_generator(WIDTHS, LATENT, labels=2),
    }
    states = {name: tensors(each) for name, each in networks.items()}
    write_zip(folder / "animals.pth", {"config": config, **states})
    return folder


@pytest.fixture
def preset(command, files, tmp_path):
    """Converts one of the files: `preset("faces.pkl", "--network", "generator")`."""

    def convert(name, *options):
        result = command("convert", files / name, "--out", tmp_path / "preset", *options)
        assert result.exit_code == 0, (result.exception, result.output)
        assert result.stderr == ""
        return tmp_path / "preset", result.stdout

    return convert


def test_it_tells_what_was_taken(preset):
    folder, told = preset("animals.pth")
    assert told == f"averaged generator and discriminator of 8x8 pictures, 2 classes in {folder}\n"
    assert "from animals.pth, a checkpoint of pytorch_GAN_zoo" in (folder / "card.md").read_text()
    folder, told = preset("faces.pkl", "--network", "discriminator", "--resolution", "4")
    assert told == f"discriminator of 4x4 pictures in {folder}\n"


@pytest.mark.parametrize("name", ["faces.pkl", "animals.pth"])
def test_what_was_converted_draws_walks_and_exports(name, preset, command, tmp_path):
    folder, _ = preset(name)
    for verb, out in (("generate", "grid.png"), ("walk", "walk.gif"), ("export", "saved")):
        more = ("--seconds", "0.2") if verb == "walk" else ()
        result = command(verb, folder, "--out", tmp_path / out, *more)
        assert result.exit_code == 0, (result.exception, result.output)
    exported = pg.load_generator(tmp_path / "saved")
    generator, latents = pg.load_generator(folder), pg.latents(4, LATENT)
    labels = np.array([0, 1, 1, 0]) if generator.label_count else None
    expected = np.clip(generator.call(latents, labels), -1, 1)
    np.testing.assert_allclose(exported.call(latents, labels), expected, rtol=0, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("animals.pth", ()),
        pytest.param("faces.pkl", (), marks=pytest.mark.slow),
        pytest.param("animals.pth", ("--network", "averaged"), marks=pytest.mark.slow),
    ],
)
def test_training_starts_from_what_was_converted_by_its_conventions(
    name, options, preset, command, real_pictures, tmp_path
):
    folder, _ = preset(name, *options)
    labels = {"labels": np.arange(64) % 2} if name == "animals.pth" else {}
    np.savez(tmp_path / "data.npz", images=real_pictures[:, ::4, ::4], **labels)
    given = ("--from", folder, "--phase-images", "4", "--batch-size", "4")
    result = command("train", tmp_path / "data.npz", "--out", tmp_path / "run", *given)
    assert result.exit_code == 0, (result.exception, result.output)
    config = TrainConfig.read(tmp_path / "run" / "config.toml")
    converted = pg.from_preset(folder).config
    assert config.network.conventions == converted.conventions
    assert pg.from_preset(tmp_path / "run" / "preset").config.conventions == converted.conventions
    again = command("train", "--out", tmp_path / "run")  # it goes on by what it wrote
    assert again.exit_code == 0, (again.exception, again.output)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--network", "mapping"), "--network must be averaged, generator or discriminator"),
        (("--resolution", "12"), "--resolution must be one of 4, 8, which "),
        (("--resolution", "2"), "--resolution must be 4 or more, got 2"),
    ],
    ids=" ".join,
)
def test_options_that_cannot_be_are_refused(options, says, files, refused, tmp_path):
    refused("convert", files / "faces.pkl", "--out", tmp_path / "preset", *options, says=says)
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_converted_is_refused(files, refused, tmp_path):
    out = ("--out", tmp_path / "preset")
    refused("convert", tmp_path / "none.pkl", *out, says="none.pkl: there is no such file")
    refused("convert", tmp_path, *out, says="it cannot be read (Is a directory)")
    refused("convert", files / "faces.pkl", "--out", files, says="this has other files")
    (tmp_path / "text.pkl").write_text("weights")
    refused("convert", tmp_path / "text.pkl", *out, says="is expected, this is none")
    (tmp_path / "empty.pkl").write_bytes(b"")
    refused("convert", tmp_path / "empty.pkl", *out, says="is expected, this is empty")


def test_a_discriminator_alone_is_not_taken_for_a_generator(preset, refused, tmp_path):
    folder, _ = preset("faces.pkl", "--network", "discriminator")
    refused("generate", folder, "--out", tmp_path / "a.png", says="this preset has no generator")
    np.savez(tmp_path / "data.npz", images=np.zeros((4, 8, 8, 3), "uint8"))
    run = ("--out", tmp_path / "run", "--from", folder)
    refused("train", tmp_path / "data.npz", *run, says="has no generator, which --from needs")
