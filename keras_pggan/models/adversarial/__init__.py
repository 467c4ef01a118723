"""What the training of every family of GANs has in common: state, step, optimizers, precision."""
