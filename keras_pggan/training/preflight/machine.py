"""How much memory there is, on this machine and on its GPUs."""

from __future__ import annotations

import csv
import dataclasses
import subprocess

from keras_pggan.memory import host_memory


@dataclasses.dataclass(frozen=True, kw_only=True)
class Machine:
    """The memory that a run can have at most, in bytes; None where it is not known.

    Args:
        host: main memory of this machine, or of the container that this runs in.
        has_gpu: whether networks lie in a memory of their own.
        gpu: memory of the smallest GPU in use.
    """

    host: int | None
    has_gpu: bool = False
    gpu: int | None = None

    @classmethod
    def here(cls) -> Machine:
        """This machine."""
        import tensorflow as tf

        gpus = tf.config.get_visible_devices("GPU")
        sizes = [_gpu_memory(device) for device in gpus]
        known = [size for size in sizes if size is not None]
        smallest = min(known) if known and len(known) == len(sizes) else None
        return cls(host=host_memory(), has_gpu=bool(gpus), gpu=smallest)


def parse_gpus(listing: str) -> dict[str, int]:
    """Memory in bytes by name of the GPU, of lines such as `NVIDIA A100, 40960`, in MiB.

    Of GPUs of one name, the smallest counts.

    >>> parse_gpus("NVIDIA T4, 15360")
    {'NVIDIA T4': 16106127360}
    """
    sizes: dict[str, int] = {}
    for row in csv.reader(listing.splitlines(), skipinitialspace=True):
        if len(row) == 2 and row[1].strip().isdigit():
            size = int(row[1]) * 2**20
            sizes[row[0]] = min(size, sizes.get(row[0], size))
    return sizes


def _gpu_memory(device) -> int | None:
    """Bytes of a GPU: the limit that TensorFlow was given, or what its driver tells.

    TensorFlow knows the total, but tells only what it uses: `tf.config.experimental.
    get_memory_info` has `current` and `peak`. GPUs are found by name, as the driver may number
    them in another order.
    """
    import tensorflow as tf

    limits = tf.config.get_logical_device_configuration(device) or []
    if limits and all(limit.memory_limit for limit in limits):
        return int(min(limit.memory_limit for limit in limits)) * 2**20
    name = tf.config.experimental.get_device_details(device).get("device_name", "")
    return parse_gpus(_driver_listing()).get(name)


def _driver_listing() -> str:
    query = ("nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits")
    try:
        result = subprocess.run(query, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return result.stdout if result.returncode == 0 else ""
