"""A preset folder gives back the networks that were written, and tells what is wrong with it."""

import json
import shutil
import sys
import types

import numpy as np
import pytest

import keras_pggan as pg
from keras_pggan import zoo
from keras_pggan.zoo import places
from keras_pggan.zoo.artefact import PARTS

CLASSES = ("cat", "dog", "hen")
ABOUT = zoo.About(
    title="Three animals.",
    data="photographs",
    licence="MIT",
    recipe="short",
    loss="hinge",
    images_seen=64_000,
    figures={"swd": 12.5, "pictures": 1000},
    command="keras-pggan evaluate animals",
    notes=("The hens are the best.",),
)


@pytest.fixture(scope="module")
def gan():
    config = pg.NetworkConfig(
        resolution=16,
        base_shape=(4, 6),
        filters_base=64,
        filters_max=8,
        latent_dim=8,
        label_count=len(CLASSES),
        class_names=CLASSES,
    )
    made = pg.ProgressiveGAN(pg.GrowingGenerator(config), pg.GrowingDiscriminator(config))
    made.averaged_generator.set_weights(
        [1.5 * weight for weight in made.generator.get_weights()]  # told apart from the other
    )
    return made


@pytest.fixture(scope="module")
def folder(gan, tmp_path_factory):
    folder = tmp_path_factory.mktemp("zoo") / "animals"
    zoo.save_to_preset(gan, folder, about=ABOUT)
    return folder


def copy(folder, tmp_path):
    return shutil.copytree(folder, tmp_path / "copy")


def assert_same_weights(one, other):
    for mine, theirs in zip(one.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_array_equal(mine, theirs)


def test_the_averaged_generator_and_the_discriminator_come_back_to_the_bit(gan, folder):
    assert_same_weights(zoo.from_preset(folder), gan.averaged_generator)
    artefact = zoo.read_artefact(folder)
    assert_same_weights(zoo.network_of(artefact, artefact.discriminator), gan.discriminator)
    assert (artefact.family, artefact.resolution, artefact.about) == ("progressive", 16, ABOUT)


def test_a_model_is_generated_from_by_its_folder_with_its_classes(gan, folder):
    found = pg.load_generator(folder)
    assert (found.label_count, found.class_names) == (3, CLASSES)
    made = pg.generate(folder, 5, seed=3, label="dog")
    np.testing.assert_array_equal(made, pg.generate(gan.averaged_generator, 5, seed=3, label="dog"))


def test_the_first_levels_alone_make_the_pictures_of_their_last(gan, tmp_path):
    zoo.save_to_preset(gan, tmp_path / "small", level=1)
    small = zoo.from_preset(tmp_path / "small")
    assert small.config == gan.network.up_to(8)
    expected = pg.generate(gan.averaged_generator.straight_through(1), 4)
    np.testing.assert_array_equal(pg.generate(tmp_path / "small", 4), expected)


def test_half_precision_takes_half_the_room_and_rounds_once(gan, tmp_path):
    zoo.save_to_preset(gan, tmp_path / "half", precision="float16")
    half = zoo.from_preset(tmp_path / "half")
    for mine, theirs in zip(half.get_weights(), gan.averaged_generator.get_weights(), strict=True):
        assert mine.dtype == np.float32
        np.testing.assert_array_equal(mine, theirs.astype(np.float16).astype(np.float32))
    assert zoo.read_artefact(tmp_path / "half").generator.precision == "float16"


def test_a_network_of_half_precision_is_kept_as_float32(gan, tmp_path):
    bfloat = pg.GrowingGenerator(gan.network, dtype="mixed_bfloat16")
    zoo.save_to_preset(bfloat, tmp_path / "mixed")
    found = zoo.from_preset(tmp_path / "mixed")
    assert found.dtype_policy.name == "float32"
    assert_same_weights(found, bfloat)


def test_without_weights_the_networks_are_new(gan, folder):
    new = zoo.from_preset(folder, load_weights=False)
    assert new.config == gan.network
    weights = zip(new.get_weights(), gan.averaged_generator.get_weights(), strict=True)
    assert any(np.any(mine != theirs) for mine, theirs in weights)


def test_a_preset_is_replaced_and_nothing_else_is(gan, folder, tmp_path):
    copied = copy(folder, tmp_path)
    zoo.save_to_preset(gan.averaged_generator, copied)
    assert zoo.read_artefact(copied).discriminator is None
    assert not (copied / "discriminator.weights.h5").exists()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "config.json").write_text("{}")
    with pytest.raises(pg.InputError, match="other: a new or empty folder is expected, this has"):
        zoo.save_to_preset(gan, tmp_path / "other")


def test_what_else_lies_in_the_folder_of_a_preset_stays(gan, folder, tmp_path):
    copied = copy(folder, tmp_path)
    (copied / ".git").mkdir()
    (copied / ".git" / "HEAD").write_text("ref")
    (copied / "walk.gif").write_bytes(b"GIF")
    (copied / "link").symlink_to(tmp_path / "nowhere")
    zoo.save_to_preset(gan.averaged_generator, copied)
    assert (copied / ".git" / "HEAD").read_text() == "ref"
    assert (copied / "walk.gif").read_bytes() == b"GIF"
    assert (copied / "link").is_symlink()
    assert zoo.read_artefact(copied).discriminator is None


def test_what_is_no_network_of_its_own_is_refused(gan, tmp_path):
    for model in (gan.averaged_generator.straight_through(0), "runs/faces"):
        with pytest.raises(pg.InputError, match="a GAN or a generator that is a network of its"):
            zoo.save_to_preset(model, tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_card_says_what_is_known_and_nothing_else(gan, folder, tmp_path):
    card = (folder / "card.md").read_text()
    for part in (
        "# animals\n\nThree animals.\n",
        "16x24 pictures (RGB) from latents of 8 numbers",
        "3 classes (cat, dog, hen)",
        "- Recipe: short with the loss hinge\n- Shown: 64,000 images",
        "| swd | 12.5 |\n| pictures | 1000 |",
        "keras-pggan evaluate animals",
        "- The hens are the best.",
        "## Licence\n\nMIT",
        "--from animals`",
    ):
        assert part in card
    zoo.save_to_preset(gan.averaged_generator, tmp_path / "bare")
    bare = (tmp_path / "bare" / "card.md").read_text()
    for heading in ("## Training", "## Figures", "## Licence", "## To know", "--from"):
        assert heading not in bare


def change(folder, **values):
    table = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**table, **values}))


def generator_of(folder, **values):
    return {**json.loads((folder / "config.json").read_text())["generator"], **values}


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"class_name": "mine>Generator"}, "there is no network mine>Generator here; import the m"),
        ({"class_name": "os.system"}, "there is no network os.system here"),
        ({"class_name": "keras_pggan>PixelNormalization", "config": {}}, "it is no network"),
        ({"class_name": 3}, "a preset is damaged"),
        ({"file": "../other/model.weights.h5"}, "weights must be a file in the folder, got '../"),
        ({"file": "/etc/model.weights.h5"}, "weights must be a file in the folder"),
        ({"file": "gone.weights.h5"}, "there is no such file"),
        ({"sha256": "0"}, "model.weights.h5: damaged, its checksum is another; fetch it again"),
        ({"config": {"config": {"resolution": 17}}}, "resolution must be base"),
        ({"config": {"config": {"later": 1}}}, "GrowingGenerator cannot be made (TypeError"),
        ({"config": {"config": {"latent_dim": 1 << 40}}}, "it tells of 9,007,"),
        ({"config": []}, "a preset is damaged"),
        ({"more": 1}, "a preset is damaged (TypeError"),
    ],
)
def test_a_network_that_cannot_be_is_told(folder, tmp_path, part, says):
    copied = copy(folder, tmp_path)
    change(copied, generator=generator_of(copied, **part))
    with pytest.raises(pg.InputError) as told:
        zoo.from_preset(copied)
    assert says in str(told.value)
    assert str(copied) in str(told.value)
    assert "\n" not in str(told.value)


def test_weights_of_other_networks_are_told(folder, tmp_path):
    copied = copy(folder, tmp_path)
    config = generator_of(copied)["config"]
    config = {**config, "config": {**config["config"], "filters_max": 4}}
    change(copied, generator=generator_of(copied, config=config))
    with pytest.raises(pg.InputError, match=r"weights\.h5: not the weights of these networks \("):
        zoo.from_preset(copied)


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"keras_pggan_preset": 2}, "a preset of format 2, 1 is known here; update keras_pggan"),
        ({"family": 3}, "family must be a text, got 3"),
        ({"resolution": "high"}, "a preset is damaged (ValueError"),
        ({"resolution": float("inf")}, "a preset is damaged (OverflowError"),
        ({"about": {"figures": [1]}}, "figures of a model is something else: [1]"),
        ({"about": {"figures": {"swd": [1]}}}, "figures of a model must be numbers or texts"),
        ({"about": {"notes": [1]}}, "notes of a model must be sentences"),
        ({"about": {"author": "me"}}, "a preset is damaged (TypeError"),
    ],
)
def test_what_a_preset_says_of_itself_is_held_against_what_it_may(folder, tmp_path, values, says):
    copied = copy(folder, tmp_path)
    change(copied, **values)
    with pytest.raises(pg.InputError) as told:
        zoo.read_artefact(copied)
    assert says in str(told.value)
    assert str(told.value).startswith(f"{copied / 'config.json'}: ")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{", "not JSON (JSONDecodeError"),
        ("[]", "not a preset of keras_pggan, it lacks the key keras_pggan_preset"),
        ("{}", "not a preset of keras_pggan"),
        ('"keras_pggan_preset"', "not a preset of keras_pggan"),
        (None, "there is no such file"),
        ("[" * 5_000_000, "larger than 4 MiB, this is no preset"),
    ],
)
def test_a_file_that_is_no_preset_is_told(tmp_path, content, says):
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    assert not zoo.is_artefact(tmp_path)
    with pytest.raises(pg.InputError, match=r"config\.json: ") as told:
        zoo.read_artefact(tmp_path)
    assert says in str(told.value)


def test_a_deep_nest_is_told(tmp_path):
    (tmp_path / "config.json").write_text("[" * 100_000)
    assert not zoo.is_artefact(tmp_path)
    with pytest.raises(pg.InputError, match="not JSON"):
        zoo.read_artefact(tmp_path)


def test_a_name_is_that_of_a_pretrained_model_where_there_is_no_such_path(
    folder, tmp_path, monkeypatch
):
    monkeypatch.setattr(places, "PRETRAINED", folder.parent)
    monkeypatch.chdir(tmp_path)
    assert zoo.pretrained() == ("animals",)
    assert zoo.folder_of("animals") == folder
    expected = pg.generate(folder, 2)
    np.testing.assert_array_equal(pg.generate("animals", 2), expected)
    (tmp_path / "animals").mkdir()
    with pytest.raises(pg.InputError, match=r"animals/config.json: there is no such file"):
        zoo.from_preset("animals")
    with pytest.raises(pg.InputError) as told:
        zoo.folder_of("birds")
    says = "birds: there is no such file or folder"
    assert str(told.value) == f"{says}; pretrained models are animals"
    with pytest.raises(pg.InputError) as told:
        zoo.folder_of("runs/birds")
    assert str(told.value) == f"runs/{says}"


def test_a_hub_gives_its_copy_by_its_own_client(folder, monkeypatch):
    asked = []

    def snapshot_download(**given):
        asked.append(given)
        return str(folder)

    client = types.SimpleNamespace(
        snapshot_download=snapshot_download,
        model_download=lambda name: asked.append(name) or str(folder),
    )
    for package in ("huggingface_hub", "kagglehub"):
        monkeypatch.setitem(sys.modules, package, client)
    for place in ("hf://me/animals", "hf:/me/animals", "kaggle://me/animals/keras/small"):
        assert zoo.from_preset(place).config.resolution == 16
    files = ["config.json", "*.weights.h5", "card.md"]
    request = {"repo_id": "me/animals", "allow_patterns": files}
    assert asked == [request, request, "me/animals/keras/small"]


def test_a_hub_without_its_client_or_with_trouble_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(
        pg.InputError, match="hf://me/animals needs the package huggingface_hub: pip "
    ):
        zoo.folder_of("hf://me/animals")

    def fail(name):
        raise OSError("no network\nat all")

    client = types.SimpleNamespace(model_download=fail)
    monkeypatch.setitem(sys.modules, "kagglehub", client)
    with pytest.raises(pg.InputError) as told:
        zoo.folder_of("kaggle://me/animals")
    assert str(told.value) == "kaggle://me/animals: it cannot be fetched (OSError: no network)"


def test_a_discriminator_alone_is_a_preset_too(gan, tmp_path):
    zoo.save_to_preset(gan.discriminator, tmp_path / "judge", precision="float16", level=1)
    read = zoo.read_artefact(tmp_path / "judge")
    assert read.generator is None
    assert read.resolution == 8
    assert "# judge\n\nA discriminator of 8x12 pictures" in (tmp_path / "judge/card.md").read_text()
    judge = pg.from_preset(tmp_path / "judge", network="discriminator")
    assert isinstance(judge, pg.GrowingDiscriminator)
    pictures = np.random.default_rng(0).standard_normal((4, 8, 12, 3)).astype("float32")
    np.testing.assert_allclose(
        judge(pictures), gan.discriminator.straight_through(1)(pictures), atol=0.02
    )
    with pytest.raises(pg.InputError, match="this preset has no generator, its discriminator"):
        pg.from_preset(tmp_path / "judge")
    with pytest.raises(pg.InputError, match="network must be generator or discriminator, got 'a'"):
        pg.from_preset(tmp_path / "judge", network="a")


def test_a_preset_of_no_network_is_damaged(folder, tmp_path):
    path = copy(folder, tmp_path) / "config.json"
    table = json.loads(path.read_text())
    path.write_text(json.dumps({k: v for k, v in table.items() if k not in PARTS}))
    with pytest.raises(pg.InputError, match=r"damaged .*it has no network"):
        pg.from_preset(path.parent)
