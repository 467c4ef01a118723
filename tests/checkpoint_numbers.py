"""What a checkpoint holds."""

import h5py


def numbers_of(checkpoint):
    """All arrays of a checkpoint's weights, by their names."""
    numbers = {}

    def add(name, item):  # whatever it returns but None would end the visit
        if isinstance(item, h5py.Dataset):
            numbers[name] = item[()]

    with h5py.File(checkpoint.path / "gan.weights.h5") as file:
        file.visititems(add)
    return numbers
