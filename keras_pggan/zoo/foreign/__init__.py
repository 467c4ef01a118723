"""Weights that other programs trained: their files, read without running anything of them."""
