"""Networks of one size, whose discriminator sees pictures that become sharp in training."""
