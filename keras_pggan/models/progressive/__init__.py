"""The family that grows: networks that own the blocks of all levels, and the GAN of them."""
