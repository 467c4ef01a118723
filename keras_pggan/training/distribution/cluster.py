"""The workers that `TF_CONFIG` names, and how they find each other."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import socket
import time
from collections.abc import Iterator, Mapping

from keras_pggan.errors import InputError
from keras_pggan.words import kind_and_reason, listed, reason_of, shortened

MEETING_SECONDS = 300.0  # until every worker must have started; KERAS_PGGAN_MEETING_SECONDS
BETWEEN_TRIES = 0.5
EXAMPLE = (
    '{"cluster": {"worker": ["host0:12345", "host1:12345"]}, '
    '"task": {"type": "worker", "index": 0}}'
)


@dataclasses.dataclass(frozen=True)
class Cluster:
    """The workers of a run.

    Args:
        addresses: `host:port` of each; the first is the chief.
        index: which of them this process is.

    Raises:
        InputError: an address that is none, or an index that no worker has.
    """

    addresses: tuple[str, ...]
    index: int

    def __post_init__(self) -> None:
        if not 0 <= self.index < len(self.addresses):
            raise InputError(
                f"TF_CONFIG: the task's index is {self.index}, there are "
                f"{len(self.addresses)} workers, counted from 0"
            )
        for address in self.addresses:
            host, _, port = address.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
                raise InputError(f"TF_CONFIG: a worker must be host:port, got {shortened(address)}")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Cluster:
        """What `TF_CONFIG` says, as TensorFlow understands it.

        Raises:
            InputError: it is not set, or not of the form that is expected.
        """
        text = environment.get("TF_CONFIG")
        if not text:
            raise InputError(
                f"strategy multiworker needs the environment variable TF_CONFIG, such as {EXAMPLE}"
            )
        try:
            config = json.loads(text)
            jobs = {job: list(config["cluster"].get(job, [])) for job in ("chief", "worker")}
            kind, index = str(config["task"]["type"]), int(config["task"]["index"])
            addresses = tuple(str(address) for job in jobs.values() for address in job)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"TF_CONFIG must be like {EXAMPLE}, got {shortened(repr(text))} "
                f"({kind_and_reason(error)})"
            ) from error
        if kind not in jobs:
            raise InputError(
                f"TF_CONFIG: the task's type must be chief or worker, got {shortened(kind)}"
            )
        if not 0 <= index < len(jobs[kind]):
            raise InputError(
                f"TF_CONFIG: the task's index is {index}, there are {len(jobs[kind])} of its type"
            )
        return cls(addresses, index + (len(jobs["chief"]) if kind == "worker" else 0))


def meet(cluster: Cluster, seconds: float | None = None) -> None:
    """Waits until every worker has started, so that TensorFlow does not wait for ever.

    Each worker listens at its own address and tries those of the others.

    Args:
        cluster: the workers.
        seconds: how long to wait; by default the environment's KERAS_PGGAN_MEETING_SECONDS, or 300.

    Raises:
        InputError: a worker did not answer in time, or its own address cannot be used.
    """
    if seconds is None:
        given = os.environ.get("KERAS_PGGAN_MEETING_SECONDS", str(MEETING_SECONDS))
        try:
            seconds = float(given)
        except ValueError as error:
            raise InputError(
                f"KERAS_PGGAN_MEETING_SECONDS must be a number of seconds, got {shortened(given)}"
            ) from error
    deadline = time.monotonic() + seconds
    missing = [address for k, address in enumerate(cluster.addresses) if k != cluster.index]
    with _listening(cluster.addresses[cluster.index]):
        while missing:
            missing = [address for address in missing if not _answers(address)]
            if missing and time.monotonic() > deadline:
                raise InputError(
                    f"TF_CONFIG: no answer from {listed(missing, most=5)} within {seconds:.0f} s; "
                    "start every worker, and check that the addresses can be reached from here"
                )
            if missing:
                time.sleep(BETWEEN_TRIES)


@contextlib.contextmanager
def _listening(address: str) -> Iterator[None]:
    port = address.rpartition(":")[2]
    try:
        # On all interfaces, as TensorFlow does: a name may stand for an address behind a gateway.
        server = socket.create_server(("", int(port)), backlog=128)
    except OSError as error:
        raise InputError(
            f"TF_CONFIG: this worker cannot listen at {address} ({reason_of(error)})"
        ) from error
    with server:
        yield


def _answers(address: str) -> bool:
    host, _, port = address.rpartition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=2.0):
            return True
    except OSError:
        return False
