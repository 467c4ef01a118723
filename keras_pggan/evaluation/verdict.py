"""What an evaluation comes to, in one sentence."""

from __future__ import annotations

from keras_pggan.evaluation.bench import FEW
from keras_pggan.evaluation.evaluation import Figure
from keras_pggan.evaluation.measure import Better, TwoSetMeasure
from keras_pggan.evaluation.measures import named_measures
from keras_pggan.evaluation.reading import WrittenEvaluation
from keras_pggan.words import three_digits

AT, NEAR = 1.3, 2.5  # times the noise floor
ALIKE_LEAST, ALIKE_DRAWS = 0.01, 0.9  # of MS-SSIM; the second is divided by the root of the count
COVERED = 0.9  # of the recall of reals
COPIED = 0.25  # of the distance of training pictures to their nearest other
AVERAGE = "average"  # the figure of a measure that has several


def verdict(evaluation: WrittenEvaluation, copies: float | None = None) -> str:
    """One sentence: how far samples are from reals, how much they vary, whether they are copies.

    It tells of what was measured, with these thresholds:

    - A distance is *at* its noise floor up to 1.3 times that, *near* it up to 2.5 times, and *far*
      beyond. The floor itself is known no better: over draws of 1,000 and 1,800 digits, pieces of
      clothing and emoji its standard deviation was 4 to 20 % of it, and one of 5 was up to 1.28
      times their mean. As for 2.5: the paper's better configurations (f) to (h) have sliced
      Wasserstein distances of 4.4 to 3.0 on 16,384 pictures, and those that are visibly worse, (a),
      (d) and (e), 9.3 to 7.0 (Karras et al. 2018, table 1); the floor of so many pictures is about
      2 (at 32x32 it was 4.4 of 4,096, and falls with the root of the count), so that 2.5 times it
      lies between. Of several distances the one that is the most times its floor decides. One that
      may be below 0, as that of `kid`, is no multiple of its floor and is not asked.
    - MS-SSIM that differs from that of the reals by less than `max(0.01, 0.9 / sqrt(count))` is
      that of *as much* variety. Over pairs of digits, of clothing and of emoji its standard
      deviation is 0.15 to 0.24, so that of the difference of two means over `count / 2` pairs is up
      to `0.45 / sqrt(count)`: the threshold is twice that. Less than 0.01 nobody sees.
    - Recall below 0.9 times that of reals is of *less* variety: over draws of 1,000 pieces of
      clothing, whose recall was 0.91, its standard deviation was 0.01.
    - A ratio below 0.25 of the median squared distances (of samples to the nearest training
      picture, and of these to their nearest other) means *copies*. The mean of many pictures is at
      half the squared distance that two of them have, and copies none of them, so that blurred
      pictures may come to a half; a quarter is half of the distance that is no square.

    Args:
        evaluation: what was measured.
        copies: that ratio; None where it was not measured.

    Returns:
        a sentence; of fewer than 2,000 pictures it says that these say little.
    """
    told = [
        *_distance(evaluation),
        *_variety(evaluation.figure("ms-ssim"), evaluation.count),
        *_coverage(evaluation.figure("pr", "recall")),
        *_copies(copies),
    ]
    if not told:
        return "What was measured has no figure that a verdict rests on; swd and ms-ssim have."
    *others, last = told
    listed = f"{', '.join(others)}, and {last}" if len(told) > 2 else " and ".join(told)
    few = ", which say little" if evaluation.count < FEW else ""
    return f"By {evaluation.count:,} pictures of each set{few}, samples {listed}."


def _distance(evaluation: WrittenEvaluation) -> list[str]:
    found = []
    for name, measure in named_measures().items():
        figure = evaluation.figure(name) or evaluation.figure(name, AVERAGE)
        of_distance = isinstance(measure, TwoSetMeasure) and measure.better is Better.LESS
        if figure and of_distance and measure.limits[0] == 0 and figure.reals > 0:
            found.append((figure.value / figure.reals, measure.label))
    if not found:
        return []
    ratio, label = max(found)
    where = "at" if ratio <= AT else "near" if ratio <= NEAR else "far from"
    return [f"are {where} the noise floor ({label} {three_digits(ratio)} times that of reals)"]


def _variety(figure: Figure | None, count: int) -> list[str]:
    if figure is None:
        return []
    apart = figure.value - figure.reals
    as_much = abs(apart) < max(ALIKE_LEAST, ALIKE_DRAWS / count**0.5)
    how = "as much as" if as_much else "less than" if apart > 0 else "more than"
    return [f"vary {how} reals (MS-SSIM {figure.value:.3f}, of reals {figure.reals:.3f})"]


def _coverage(figure: Figure | None) -> list[str]:
    if figure is None:
        return []
    how = "as many of" if figure.value >= COVERED * figure.reals else "fewer of"
    than = "as" if how.startswith("as") else "than"
    told = f"recall {figure.value:.2f}, of reals {figure.reals:.2f}"
    return [f"are like {how} the reals {than} other reals are ({told})"]


def _copies(ratio: float | None) -> list[str]:
    if ratio is None:
        return []
    found = "copies of training pictures" if ratio < COPIED else "no copies"
    told = "squared distance to the nearest training picture"
    return [f"are {found} ({told} {three_digits(ratio)} times that among training pictures)"]
