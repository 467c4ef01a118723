"""Trained generators, from wherever they were saved, and the pictures that they draw.

The names load on first use: what a walk takes is known without numpy.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
