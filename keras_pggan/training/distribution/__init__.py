"""Devices and worker processes that train one GAN together."""
