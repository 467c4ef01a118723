"""From photographs to the data set that training reads.

The names load on first use: `--help` is made of the options, and needs nothing else.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
