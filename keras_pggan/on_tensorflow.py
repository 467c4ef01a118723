"""Importing this raises InputError where Keras runs on another backend than TensorFlow.

What needs that imports it first: later imports would fail, and say less.
"""

from keras_pggan.keras_settings import check_backend

check_backend()
