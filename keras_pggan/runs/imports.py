"""Modules of users that a run needs: those that define its loss."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType

from keras_pggan.errors import InputError, TrainingError
from keras_pggan.files import as_path
from keras_pggan.words import kind_and_reason

PACKAGE = "__init__.py"  # which makes a folder one


def import_modules(names: Iterable[str]) -> tuple[str, ...]:
    """Imports modules, which run as any program does: only those of a user who says so.

    Args:
        names: modules, such as `my_package.losses`, of the current folder too; or `.py` files.

    Returns:
        what imports them from any folder: the names, or the whole paths of files.

    Raises:
        InputError: there is no such module or file, or it fails; with the reason.
    """
    return tuple(_imported(name) for name in names)


@contextlib.contextmanager
def failures_told(names: Iterable[str]) -> Iterator[None]:
    """Says of an error that modules of a user raise in the block what and where it is, in a line.

    Args:
        names: what `import_modules` returned.

    Raises:
        InputError: in place of such an error; any other is left as it is.
    """
    try:
        yield
    except (InputError, TrainingError):
        raise
    except Exception as error:  # whatever a loss does
        files = {name if name.endswith(".py") else _file_of(name): name for name in names}
        for frame in reversed(traceback.extract_tb(error.__traceback__)):
            if frame.filename in files:
                at = f" at {frame.filename}:{frame.lineno}"
                name = files[frame.filename]
                raise InputError(
                    f"--import {name}: it fails ({kind_and_reason(error)}{at})"
                ) from error
        raise


def _file_of(name: str) -> str:
    return getattr(sys.modules.get(name), "__file__", None) or name


def _imported(name: str) -> str:
    try:
        if name.startswith(".") and not name.endswith(".py"):
            raise InputError(f"--import {name}: the name of a module or a .py file is expected")
        if name.endswith(".py"):
            return _of_file(as_path(name))
        module = _of_name(name)
    except InputError:
        raise
    except (Exception, SystemExit) as error:  # whatever a module does
        raise InputError(f"--import {name}: it fails ({_where(error)})") from error
    file = Path(getattr(module, "__file__", None) or "").resolve()
    # A module of the current folder, or of a package there, would not be found from another.
    return str(file) if file == Path.cwd() / f"{name.replace('.', os.sep)}.py" else name


def _of_name(name: str) -> ModuleType:
    """A module of the paths of Python, or else of the current folder, as of `python -m`."""
    importlib.invalidate_caches()
    sys.path.append(os.getcwd())
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise  # another, which the module imports
        raise InputError(
            f"--import {name}: there is no such module in the current folder or among those that "
            "are installed; give its name, or a .py file"
        ) from error
    finally:
        sys.path.remove(os.getcwd())
    if getattr(module, "__file__", None) is None and hasattr(module, "__path__"):
        raise InputError(
            f"--import {name}: this is a folder without {PACKAGE}, which defines nothing; give a "
            f"module in it, such as {name}.losses, or a .py file"
        )
    return module


def _of_file(path: Path) -> str:
    path = path.resolve()
    if not path.is_file():
        raise InputError(f"--import {path}: there is no such file; give where it is now")
    loaded = sys.modules.get(path.stem)
    if getattr(loaded, "__file__", None) == str(path):
        return str(path)
    if (path.parent / PACKAGE).is_file():
        return _of_package(path)
    # Its own name where that is free, so that errors and saved models name it so.
    name = path.stem if loaded is None else f"keras_pggan_import_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"--import {path}: this is no Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return str(path)


def _where(error: BaseException) -> str:
    """What an error says, and the line that raised it."""
    if isinstance(error, SyntaxError):  # raised where Python reads the file, which it names
        return f"{type(error).__name__}: {error.msg} at {error.filename}:{error.lineno}"
    last = traceback.extract_tb(error.__traceback__)[-1]
    line = f" at {last.filename}:{last.lineno}" if last.lineno else ""
    return f"{kind_and_reason(error)}{line}"


def _of_package(path: Path) -> str:
    """A file of a package, which may import others of it: under its name in the package."""
    root = path.parent
    while (root / PACKAGE).is_file():
        root = root.parent
    importlib.invalidate_caches()
    sys.path.append(str(root))
    try:
        importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
    finally:
        sys.path.remove(str(root))
    return str(path)
