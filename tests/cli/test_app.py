"""`keras-pggan app`, asked as a browser asks it."""

import re
import signal
import subprocess
import sys
import urllib.request

import pytest


@pytest.fixture
def started():
    """Starts the command in a process: `started(*arguments)` gives it and the address it prints."""
    running = []

    def start(*arguments, before="pass"):
        code = f"import sys; {before}; from keras_pggan.cli import main; main()"
        process = subprocess.Popen(
            [sys.executable, "-c", code, "app", *map(str, arguments), "--port", "0"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        running.append(process)
        line = process.stdout.readline()
        return process, re.match(r"(http://127\.0\.0\.1:\d+/) shows (.*); Ctrl-C ends it", line)

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_it_serves_a_run_until_ctrl_c_and_leaves_nothing(started, run):
    process, told = started(run)
    assert told, process.stderr.read()
    assert told[2] == str(run)
    with urllib.request.urlopen(f"{told[1]}models.json", timeout=20) as response:
        assert f'"name": "{run.name}"' in response.read().decode()
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60) == ("\n", "")
    assert process.returncode == 0


def test_it_serves_a_folder_that_was_exported_without_tensorflow(command, started, run, tmp_path):
    site = tmp_path / "site"
    result = command("export", run, "--out", site, "--format", "web")
    assert result.exit_code == 0, result.output
    process, told = started(site, before="sys.modules['tensorflow'] = None")
    assert told, process.stderr.read()
    with urllib.request.urlopen(told[1], timeout=20) as response:
        assert response.read() == (site / "index.html").read_bytes()
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM


def test_what_cannot_be_served_is_told(refused, tmp_path):
    refused("app", tmp_path / "none", says="there is no such file or folder")
    refused("app", tmp_path, "--port", "-1", says="--port must be 0 to 65535, got -1")
    refused("app", tmp_path, "--precision", "half", says="--precision must be")
    refused("app", tmp_path, says="neither a run directory nor an exported SavedModel")
