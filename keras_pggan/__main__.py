"""`python -m keras_pggan`."""

from keras_pggan.cli import main

if __name__ == "__main__":
    main()
