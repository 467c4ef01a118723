"""What a run is said to take, held against TensorFlow's own counts and against made-up machines."""

import dataclasses
import math
import random
import re

import numpy as np
import pytest
import tensorflow as tf
from typer.testing import CliRunner

import keras_pggan as pg
from keras_pggan.cli import app
from keras_pggan.memory import group_limits, memory_below
from keras_pggan.models.building import build_gan
from keras_pggan.runs.config import TrainConfig
from keras_pggan.training import run as run_module
from keras_pggan.training.preflight import machine as machine_module
from keras_pggan.training.preflight.costs import layer_calls, network_cost, step_flops, weight_bytes
from keras_pggan.training.preflight.machine import Machine, parse_gpus
from keras_pggan.training.preflight.memory import Need, largest_batch, training_need
from keras_pggan.training.preflight.preflight import Preflight, preflight

MULTIPLYING = ("Conv2D", "Conv2DBackpropInput", "Conv2DBackpropFilter", "MatMul")
GIB = 2**30


@pytest.fixture(scope="module")
def images(real_pictures):
    return pg.data.Images(pg.data.Pictures(real_pictures), "astronaut.npz")


@pytest.fixture(scope="module")
def config(images, tiny_config):
    schedule = pg.Schedule.growing(tiny_config, images_per_phase=64, batch_size=16)
    return TrainConfig(data=images.source, network=tiny_config, schedule=schedule)


@pytest.fixture(scope="module")
def gan(config):
    """At the fade-in to 16x16, after it was in the phases before."""
    gan = build_gan(config)
    for phase in config.schedule.phases[:4]:
        gan.enter(phase)
    return gan


@pytest.fixture(scope="module")
def found(config, images):
    return preflight(config, images)


def on(found, **sizes):
    """The same estimates on another machine."""
    return Preflight(found.phases, Machine(**sizes), found.multiple)


def multiplications(traced):
    """TensorFlow's own count for the convolutions and matrix products that a function needs."""
    graph = traced.graph
    options = tf.compat.v1.profiler.ProfileOptionBuilder.float_operation()
    options["output"] = "none"
    # What no result needs is not computed, such as gradients by weights that are not trained.
    results = [tensor.op.name for tensor in graph.outputs]
    results += [operation.name for operation in graph.control_outputs]
    needed = tf.compat.v1.graph_util.extract_sub_graph(graph.as_graph_def(), results)
    names = {node.name for node in needed.node if node.op in MULTIPLYING}
    total = 0
    waiting = [tf.compat.v1.profiler.profile(graph, cmd="scope", options=options)]
    while waiting:
        node = waiting.pop()
        waiting += node.children
        total += node.float_ops if node.name in names else 0
    return total


# Arithmetic


@pytest.mark.parametrize("kind", ["fade_in", "straight_through"])
@pytest.mark.parametrize("level", [1, 2])
def test_a_forward_pass_has_the_operations_that_tensorflow_counts(gan, kind, level):
    for network in (gan.generator, gan.discriminator):
        model = getattr(network, kind)(level)
        shape = tf.TensorSpec((1, *model.input_shape[1:]), tf.float32)
        traced = tf.function(lambda x, model=model: model(x)).get_concrete_function(shape)
        assert network_cost(model).forward_flops == multiplications(traced)


def test_a_training_step_has_about_the_operations_that_tensorflow_counts(config):
    gan, batch, phase = build_gan(config), 4, config.schedule[2]
    gan.enter(phase)
    gan.compile()
    pictures = tf.TensorSpec((batch, phase.height, phase.width, 3), tf.uint8)
    traced = tf.function(gan.train_step).get_concrete_function(pictures)
    costs = network_cost(gan.stage.generator), network_cost(gan.stage.discriminator)
    assert step_flops(*costs, pg.losses.WassersteinGP()) == pytest.approx(
        multiplications(traced) / batch, rel=0.1
    )


def test_a_step_without_penalty_has_fewer_operations():
    costs = [
        network_cost(network(pg.NetworkConfig(resolution=4, filters_base=8)).straight_through(0))
        for network in (pg.GrowingGenerator, pg.GrowingDiscriminator)
    ]
    forward = [cost.forward_flops for cost in costs]
    lazy = pg.losses.WassersteinGP(penalty_every=4)
    assert step_flops(*costs, pg.losses.Hinge()) == 4 * forward[0] + 8 * forward[1]
    assert step_flops(*costs, lazy) == 4 * forward[0] + 9.5 * forward[1]


def test_the_cross_fade_is_counted_at_the_size_of_its_phase(gan):
    for model, shape in ((gan.stage.generator, (16, 16, 3)), (gan.stage.discriminator, (8, 8, 8))):
        (fade,) = (call for call in layer_calls(model) if call.layer.name == "fade")
        assert fade.outputs == (shape,)


def test_activations_are_the_outputs_of_all_layers(tiny_config):
    generator = pg.GrowingGenerator(tiny_config).straight_through(0)
    maps = 4 * 4 * 8
    # Latents, dense and its reshape, bias, activation, norm; convolution, activation, norm; RGB.
    assert network_cost(generator).activation_bytes == 4 * (8 + 8 * maps + 4 * 4 * 3)


# Memory


def test_parameters_and_weights_are_those_of_the_models(gan, found, config):
    for model, cost in (
        (gan.stage.generator, found.phases[3].generator),
        (gan.stage.discriminator, found.phases[3].discriminator),
    ):
        count = sum(int(np.prod(weight.shape)) for weight in model.trainable_weights)
        assert (cost.parameters, cost.parameter_bytes) == (count, 4 * count)
    assert weight_bytes(gan.generator.weights) == sum(
        w.numpy().nbytes for w in gan.generator.weights
    )


def test_memory_rises_with_the_batch_and_falls_with_the_devices(found):
    costs = found.phases[-1].generator, found.phases[-1].discriminator
    one, two = (training_need(*costs, 1000, replicas=replicas) for replicas in (1, 2))
    assert one.at(4) < one.at(8) < one.at(16)
    assert one.fixed == two.fixed
    assert two.at(16) == pytest.approx(one.at(8), rel=1e-3)


@pytest.mark.parametrize("multiple", [1, 4, 8])
@pytest.mark.parametrize("memory", [10_000, 12_345, 99_999, 10**7])
def test_the_largest_batch_fits_and_the_next_does_not(memory, multiple):
    need = Need(fixed=5000, per_image=123)
    batch = largest_batch(need, memory, multiple=multiple)
    assert batch % multiple == 0
    assert need.at(batch) <= memory < need.at(batch + multiple)


def test_no_batch_fits_where_the_weights_alone_do_not():
    assert largest_batch(Need(fixed=5000, per_image=1), 4000) == 0
    assert largest_batch(Need(fixed=5000, per_image=500), 6000, multiple=4) == 0


def test_the_data_set_counts_once_and_its_shrunk_copy_too(images):
    assert images.memory_at(32, 32) == 64 * 32 * 32 * 3
    assert images.memory_at(8, 8) == 64 * (32 * 32 + 8 * 8) * 3


@pytest.mark.parametrize("batch", [4, 8, 12])
def test_a_phase_that_does_not_fit_is_refused_with_the_largest_batch_that_does(found, batch):
    last = dataclasses.replace(found, phases=found.phases[-1:])
    needed = last.phases[0].host
    with pytest.raises(pg.InputError, match=rf"^16x16-straight .* 16 .* that fits is {batch};"):
        on(last, host=needed.at(batch)).check_memory()
    on(last, host=needed.at(16)).check_memory()


def test_a_later_phase_that_needs_more_is_told_too(found):
    needs = (Need(fixed=0, per_image=100), Need(fixed=0, per_image=200))
    phases = [
        dataclasses.replace(estimate, host=need)
        for estimate, need in zip(found.phases[:2], needs, strict=True)
    ]
    both = dataclasses.replace(found, phases=tuple(phases))
    with pytest.raises(pg.InputError, match=r"4x4.* that fits is 8, 4 in all phases;"):
        on(both, host=1000).check_memory()
    with pytest.raises(pg.InputError, match=r"4x4.* fits is 4, but not every later phase fits"):
        on(both, host=600).check_memory()


def test_where_no_batch_fits_that_is_said(found):
    with pytest.raises(pg.InputError, match=r"4x4-straight .* no batch fits, not even one of 4"):
        on(found, host=GIB // 4).check_memory()


def test_a_memory_of_unknown_size_refuses_nothing(found):
    unknown = on(found, host=None, has_gpu=True)
    unknown.check_memory()
    assert unknown.warnings() == []


def test_a_memory_that_is_almost_full_is_warned_of(found):
    most = max(estimate.host_bytes for estimate in found.phases)
    assert on(found, host=2 * most).warnings() == []
    (line,) = on(found, host=int(1.1 * most)).warnings()
    assert "a batch of 16" in line


def test_with_a_gpu_the_networks_are_in_its_memory(config, images, found, monkeypatch):
    gpu = Machine(host=64 * GIB, has_gpu=True, gpu=64 * GIB)
    monkeypatch.setattr(Machine, "here", classmethod(lambda cls: gpu))
    apart = preflight(config, images)
    for one, other in zip(apart.phases, found.phases, strict=True):
        assert one.host_bytes + one.gpu_bytes == other.host_bytes
    last = dataclasses.replace(apart, phases=apart.phases[-1:])
    small = on(last, host=64 * GIB, has_gpu=True, gpu=last.phases[0].gpu.at(8))
    small.check_memory()  # estimates are of one card, so that nothing is refused
    (line,) = small.warnings()
    assert re.search(
        r"the GPU has .* that fits is 8 \(an estimate; one GPU took 0\.8 to 0\.9 times that\)$",
        line,
    )
    host = on(last, host=last.phases[0].host.at(8), has_gpu=True, gpu=64 * GIB)
    host.check_memory()
    assert "this machine has" in host.warnings()[0]


# What there is


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def test_the_limits_of_control_groups_of_both_versions_are_found(tmp_path):
    assert group_limits(tmp_path) == []
    write(tmp_path / "proc/self/cgroup", "5:cpu:/\n4:memory,hugetlb:/jobs\n0::/user/shell\n")
    groups = tmp_path / "sys/fs/cgroup"
    write(groups / "memory.max", "max\n")
    write(groups / "user/memory.max", "3000000\n")
    write(groups / "user/shell/memory.max", "max\n")
    assert group_limits(tmp_path) == [3_000_000]
    write(groups / "memory/jobs/memory.limit_in_bytes", "2000000\n")
    assert sorted(group_limits(tmp_path)) == [2_000_000, 3_000_000]
    assert memory_below(tmp_path) == 2_000_000


def test_a_limit_above_what_is_built_in_is_none(tmp_path):
    built_in = memory_below(tmp_path)
    assert built_in > GIB // 4
    # What version 1 says where there is no limit.
    write(tmp_path / "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")
    assert memory_below(tmp_path) == built_in


def test_gpus_are_read_from_what_the_driver_says():
    listing = "NVIDIA A100-SXM4-40GB, 40960\nNVIDIA T4, 15360\nNVIDIA T4, 15000\n"
    assert parse_gpus(listing) == {"NVIDIA A100-SXM4-40GB": 40 * GIB, "NVIDIA T4": 15000 * 2**20}
    assert parse_gpus("") == parse_gpus("No devices were found\n") == {}
    assert parse_gpus("NVIDIA GB10, [N/A]\n") == {}


# The command


@pytest.fixture(scope="module")
def train(tmp_path_factory, real_pictures):
    """Calls `keras-pggan train` with networks of one level."""
    data = tmp_path_factory.mktemp("data") / "pictures.npz"
    np.savez(data, images=real_pictures)
    tiny = ("--resolution", "4", "--filters-base", "16", "--filters-max", "8", "--latent-dim", "8")

    def call(out, *options):
        lengths = () if "--config" in options else ("--phase-images", "16")
        arguments = ("train", data, "--out", out, *tiny, *lengths, *options)
        environment = {"COLUMNS": "200", "FORCE_COLOR": None}
        return CliRunner().invoke(app, [str(argument) for argument in arguments], env=environment)

    return call


@pytest.mark.parametrize("options", [(), ("--dry-run",), ("--measure",)])
def test_a_run_that_does_not_fit_ends_with_2_and_writes_nothing(
    train, tmp_path, monkeypatch, options
):
    monkeypatch.setattr(machine_module, "host_memory", lambda: GIB // 4)
    result = train(tmp_path / "new", "--batch-size", "8", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no batch fits" in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_without_the_check_a_run_that_does_not_seem_to_fit_is_trained_after_a_warning(
    train, tmp_path, monkeypatch
):
    monkeypatch.setattr(machine_module, "host_memory", lambda: GIB // 4)
    result = train(tmp_path / "new", "--batch-size", "8", "--no-memory-check", "--quiet")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("warning: 4x4-straight with a batch of 8 would need")
    assert line.endswith("no batch fits, not even one of 4 (estimated)")
    assert (tmp_path / "new" / "generator.keras").is_file()


def test_phases_that_are_completed_need_no_memory_any_more(train, tmp_path, monkeypatch):
    """A smaller batch in the second phase fits where that of the first, which is over, does not."""
    config = tmp_path / "options.toml"
    phase = "[[phases]]\nlevel = 0\nheight = 4\nwidth = 4\nfade_in = false\nimages = 4000\n"
    config.write_text(f"{phase}batch_size = 4000\n{phase}batch_size = 8\n")
    given = (tmp_path / "run", "--config", config)
    memory = [None]
    monkeypatch.setattr(machine_module, "host_memory", lambda: memory[0])
    with monkeypatch.context() as patch:
        fit = pg.ProgressiveGAN.fit

        def only_the_first(self, *args, **kwargs):
            if self.stage.phase.batch_size == 8:
                raise KeyboardInterrupt
            return fit(self, *args, **kwargs)

        patch.setattr(pg.ProgressiveGAN, "fit", only_the_first)
        assert train(*given).exit_code == 130
    whole = train(tmp_path / "new", "--config", config, "--dry-run")
    first, second = (float(row.split()[-2]) for row in rows_of(whole))
    memory[0] = int((first + second) / 2 * GIB)
    assert train(tmp_path / "new", "--config", config, "--dry-run").exit_code == 2
    left = train(*given, "--dry-run")
    assert left.exit_code == 0, left.output
    assert "continuing after 4,000 images, in phase 2 of 2" in left.stdout
    (row,) = rows_of(left)
    assert row.startswith("2 straight")


def rows_of(result):
    """The rows of the table that a command prints."""
    return [line for line in result.stdout.splitlines() if re.match(r"\d+ straight", line)]


def test_a_machine_of_unknown_memory_is_shown_as_such(train, tmp_path, monkeypatch):
    monkeypatch.setattr(machine_module, "host_memory", lambda: None)
    result = train(tmp_path / "new", "--batch-size", "8", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "this machine has ?" in result.stdout


def test_the_memory_of_gpus_has_a_column_of_its_own(train, tmp_path, monkeypatch):
    monkeypatch.setattr(Machine, "here", classmethod(lambda cls: Machine(host=None, has_gpu=True)))
    result = train(tmp_path / "new", "--batch-size", "8", "--dry-run")
    assert result.exit_code == 0, result.output
    assert "GPU  RAM" in result.stdout
    assert "this machine has ?, the GPU ?" in result.stdout


def test_measuring_tells_the_time_and_changes_nothing_of_the_run(train, tmp_path, monkeypatch):
    """Neither weights nor states of random numbers, of which all else follows."""
    starts = []

    def started(gan, *_):
        parts = (gan.generator, gan.discriminator, gan.averaged_generator)
        weights = [weight.numpy() for part in parts for weight in part.weights]
        states = [gan.random.state.numpy(), np.random.get_state()[1], random.getstate()[1]]
        starts.append((*weights, *states))

    monkeypatch.setattr(run_module, "train_phases", started)
    plain = train(tmp_path / "plain", "--batch-size", "8")
    timed = train(tmp_path / "timed", "--batch-size", "8", "--measure")
    assert plain.exit_code == timed.exit_code == 0, (plain, timed)
    for one, other in zip(*starts, strict=True):
        np.testing.assert_array_equal(one, other)
    (row,) = (line for line in timed.stdout.splitlines() if line.startswith("1 straight"))
    assert 0 < float(row.split()[-1].replace(",", "")) < math.inf
    first = timed.stdout.splitlines()[0]
    assert re.fullmatch(r"phase 1 4x4-straight: .* ms a step, .*, compiled in .* s", first)
    assert first.split(" s/1000")[0].endswith(f" {row.split()[-1]}")
    assert "measured without checkpoints." in timed.stdout
    assert "estimated from arithmetic; --measure measures." in plain.stdout
