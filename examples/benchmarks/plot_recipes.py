"""The plot of docs/recipes.md, of the CSVs that recipes.py writes.

    python examples/benchmarks/plot_recipes.py docs/recipes.csv --out docs/recipes.png

A panel for each data set and figure: a bar up to the median over seeds, a point for each, and a
line at what other reals have, which a perfect generator comes down to.
"""

from __future__ import annotations

import argparse
import csv
import statistics
from collections import defaultdict
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

FIGURES = {"swd": "SWD, average of levels", "frechet": "Fréchet distance of features"}
TICKS = 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200
PEER = "pro-gan-pth"  # drawn apart


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("table", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    with given.table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    sets = list(dict.fromkeys(row["data"] for row in rows))
    size = 4.2 * len(sets), 3.4 * len(FIGURES)
    figure, panels = plt.subplots(len(FIGURES), len(sets), figsize=size, squeeze=False)
    for line, (name, title) in zip(panels, FIGURES.items(), strict=True):
        for panel, data in zip(line, sets, strict=True):
            draw(panel, [row for row in rows if row["data"] == data and row[name]], name)
            panel.set_title(f"{data}\n{title}", fontsize=9)
    figure.tight_layout()
    figure.savefig(given.out, dpi=110)


def draw(panel: plt.Axes, rows: list[dict[str, str]], name: str) -> None:
    """The recipes of a data set by one figure, the best at the top."""
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        found[row["recipe"]].append(float(row[name]))
    order = sorted(found, key=lambda recipe: -statistics.median(found[recipe]))
    for height, recipe in enumerate(order):
        colour = "tab:orange" if recipe.startswith(PEER) else "tab:blue"
        panel.barh(height, statistics.median(found[recipe]), color=colour, alpha=0.6)
        panel.plot(found[recipe], [height] * len(found[recipe]), "k.", markersize=5)
    panel.axvline(statistics.median(float(row[f"{name}_floor"]) for row in rows), color="gray")
    panel.set_yticks(range(len(order)), order, fontsize=8)
    panel.set_xscale("log")
    least, most = panel.get_xlim()
    panel.set_xticks([tick for tick in TICKS if least <= tick <= most])
    panel.set_xticks([], minor=True)
    panel.xaxis.set_major_formatter("{x:g}")
    panel.tick_params(axis="x", labelsize=8)


if __name__ == "__main__":
    main()
