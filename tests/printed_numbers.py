"""What programs of the tests print, which are run in a process of their own."""

import subprocess
import sys


def printed_numbers(program, *arguments):
    """The texts behind `name=`, by these names, of a program that is to end well."""
    done = subprocess.run(
        [sys.executable, program, *map(str, arguments)], capture_output=True, text=True, timeout=500
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split("=") for line in done.stdout.split() if "=" in line)
