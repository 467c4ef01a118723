"""Trained weights that a run starts from: opening them, what of them fits, and the phases left."""
