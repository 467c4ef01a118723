"""Arrays of pictures: bytes, grids, contact sheets, gray values, and near duplicates."""

from keras_pggan.pictures.grid import grid, to_bytes, write_png

__all__ = ["grid", "to_bytes", "write_png"]
