"""Numbers, lists and errors in words, at the edges of their forms."""

import pytest

from keras_pggan import words


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 faces"), (1, "1 face"), (2, "2 faces"), (1000, "1,000 faces")]
)
def test_one_is_told_in_the_singular_alone(count, told):
    assert words.counted(count, "face") == told


@pytest.mark.parametrize(
    ("count", "short"),
    [
        (99_999, "99,999"),
        (100_000, "100k"),
        (999_499, "999k"),
        (999_500, "1.00M"),
        (9_994_999, "9.99M"),
        (9_995_000, "10.0M"),
        (123_456_789, "123M"),
    ],
)
def test_a_count_in_short_is_rounded_to_three_digits(count, short):
    assert words.short_count(count) == short


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0"),
        (0.09999, "0.1"),
        (0.1, "0.10"),
        (9.994, "9.99"),
        (9.995, "10.0"),
        (99.94, "99.9"),
        (99.95, "100"),
        (1234.5, "1,234"),
    ],
)
def test_a_number_keeps_three_digits_where_rounding_adds_one(number, told):
    assert words.three_digits(number) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (0, "0 s"),
        (0.4, "0 s"),
        (59.5, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3659, "1 h"),
        (86_399, "23 h 59 min"),
        (86_400, "1 d"),
    ],
)
def test_a_duration_has_two_units_that_stand_side_by_side(seconds, told):
    assert words.duration_in_words(seconds) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "1 s"), (119, "119 s"), (120, "2 min"), (7199, "120 min"), (7200, "2 h"), (1e7, "116 d")],
)
def test_what_is_not_known_well_is_told_in_one_unit_and_two_of_it_at_least(seconds, told):
    assert words.about(seconds) == told


@pytest.mark.parametrize(
    ("size", "told"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (102, "102 bytes"),
        (103, "0.1 KiB"),
        (9.94 * 2**10, "9.9 KiB"),
        (3 * 2**14, "48 KiB"),
        (0.1 * 2**20, "0.1 MiB"),
        (2**20, "1.0 MiB"),
        (9.94 * 2**20, "9.9 MiB"),
        (9.95 * 2**20, "10 MiB"),
        (102 * 2**20, "102 MiB"),
        (0.1 * 2**30, "0.1 GiB"),
        (2**40, "1,024.0 GiB"),
    ],
)
def test_a_size_has_the_unit_that_fits_it(size, told):
    assert words.size_in_words(size) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, ""),
        (1, "0"),
        (3, "0; 1; 2"),
        (4, "0; 1; 2; and 1 more"),
        (1003, "0; 1; 2; and 1,000 more"),
    ],
)
def test_no_more_names_are_listed_than_asked_for(count, told):
    assert words.listed([str(each) for each in range(count)], most=3, separator="; ") == told


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError(" one\ntwo"), "one"),
        (ValueError(" \n "), "ValueError"),
        (FileNotFoundError(), "there is no such file"),
    ],
)
def test_an_error_is_told_in_one_line_and_never_in_none(error, reason):
    assert words.reason_of(error) == reason
