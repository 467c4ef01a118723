"""Progressive Growing of GANs for Keras 3, from a folder of pictures to a generator anywhere.

The public names stand in `__init__.pyi`, for type checkers and for Python alike. They load on first
use, so that importing the package, and a command's `--help`, cost nothing. Keras opens saved models
of ours once both are imported, in either order.
"""

import lazy_loader

from keras_pggan.known_to_keras import announce_with_keras

_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    try:
        return _load(name)
    except ImportError:
        from keras_pggan.keras_settings import check_backend

        check_backend()  # Keras cannot be imported on a backend that is not installed
        raise


announce_with_keras()
