"""How good the pictures of a model are: all measures, each beside its noise floor.

The names load on first use: what can be measured is known without TensorFlow.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
