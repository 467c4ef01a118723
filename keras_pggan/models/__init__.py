"""Networks, and the GANs that train them, a folder a family.

The names load on first use: networks run on any Keras backend, GANs need TensorFlow.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
