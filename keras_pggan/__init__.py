"""Progressive Growing of GANs for Keras 3, from a folder of pictures to a generator anywhere.

The public names stand in `__init__.pyi`, for type checkers and for Python alike. They load on first
use, so that importing the package, and a command's `--help`, cost nothing. Keras opens saved models
of ours once both are imported, in either order.
"""

import lazy_loader

from keras_pggan.known_to_keras import announce_with_keras

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)

announce_with_keras()
