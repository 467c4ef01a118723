"""Trained generators, from wherever they were saved, and the pictures that they draw."""

from keras_pggan.generators.generating import generate
from keras_pggan.generators.generation import Generator, draw, latent_walk, latents
from keras_pggan.generators.loading import load_generator

__all__ = ["Generator", "draw", "generate", "latent_walk", "latents", "load_generator"]
