"""Classes that are known by their names."""

import gc

import pytest

from keras_pggan.errors import InputError
from keras_pggan.registry import named_subclasses


class Tree:
    """The base of some classes."""


def kind(name, module, qualname, base=Tree):
    return type(name, (base,), {"name": "oak", "__module__": module, "__qualname__": qualname})


def test_a_class_that_is_defined_again_takes_the_place_of_the_one_before():
    before, later = (kind("Oak", "__main__", "Oak") for _ in range(2))
    assert named_subclasses(Tree)["oak"] is later
    del before, later


@pytest.mark.parametrize("derived", [False, True])
def test_a_user_s_class_with_the_name_of_one_of_ours_is_refused(derived):
    gc.collect()
    ours = kind("Oak", "keras_pggan.trees", "Oak")
    theirs = kind("MyOak", "my_trees", "MyOak", ours if derived else Tree)
    with pytest.raises(InputError) as told:
        named_subclasses(Tree)
    assert str(told.value) == (
        "my_trees.MyOak has the name 'oak', which Oak of keras_pggan has; give yours another"
    )
    del ours, theirs
