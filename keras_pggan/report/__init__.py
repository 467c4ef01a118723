"""A run on one page, for people.

The names load on first use: `--help` is made of the options, and needs no TensorFlow.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
