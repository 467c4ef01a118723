"""Models to pick up: preset folders, what they hold, and where they are found by name.

What is here runs on every backend of Keras; nothing of it trains.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
