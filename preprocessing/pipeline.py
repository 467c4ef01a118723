"""Photographs become a data set of faces."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from keras_pggan.errors import InputError
from keras_pggan.files import NO_ROOM, FullDiskError, remove_left_over
from keras_pggan.pictures import write_png
from keras_pggan.preprocessing.classes import check_classes
from keras_pggan.preprocessing.journal import Journal
from keras_pggan.preprocessing.label_lists import labelled
from keras_pggan.preprocessing.options import FaceOptions
from keras_pggan.preprocessing.refusal import is_found, refusals
from keras_pggan.preprocessing.rejects import Reason, Reject, write_rejects
from keras_pggan.preprocessing.results import Results
from keras_pggan.preprocessing.sources import Source, find_sources
from keras_pggan.preprocessing.summary import Summary
from keras_pggan.preprocessing.work import Crop
from keras_pggan.preprocessing.work_options import Engine, WorkOptions
from keras_pggan.preprocessing.writing import Output
from keras_pggan.words import counted


class Progress(NamedTuple):
    """How far a run is: pictures done, of all, those done by an earlier run; faces; rejects."""

    done: int
    total: int
    before: int
    faces: int
    rejects: int


def make_face_data_set(
    places: Iterable[Path | str],
    out: Path | str,
    options: FaceOptions,
    *,
    work: WorkOptions | None = None,
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Summary:
    """Crops the faces out of photographs into a data set.

    `names` holds, for every face, the file that it came from, followed by `#2`, `#3`, ... for
    further faces of one picture. A file that gives no face is named in the rejects with its
    reason; it does not end the run. What is finished is kept in the folder `OUT.partial`: a run
    that was killed goes on from there, and ends with the data set of one that was not. Memory is
    taken for some hundred MB of crops, and for what is known of all (names, boxes).

    Args:
        places: folders (recursively), glob patterns, files, URLs.
        out: the .npz, or the folder of shards, to write.
        options: what is taken out of each picture.
        work: how it is done; by default in this process, into an .npz.
        on_progress: called before the first and after each file.

    Raises:
        InputError: places without files, `out` of another form, an unfinished run with other
            options or pictures, no space, or no face anywhere; nothing is written then but, in
            the last case, the rejects.
    """
    work = work or WorkOptions()
    output = work.check(out)
    wanted = options.labels and not options.labels_from_folders
    sources, told = labelled(find_sources(places), wanted=wanted)
    if not sources:
        raise InputError("there is no file beside a dataset.json; give the pictures that it lists")
    work.check_sources(sources)
    if options.labels_from_folders:
        check_classes(sources)
    with contextlib.closing(Journal(output.place)) as journal:
        with _writing(journal):
            journal.start(sources, options, resume=work.resume)
            output.check()
        if journal.finished:
            journal.remove()
            return journal.finished
        _work_off(journal, sources, options, work.engine, on_progress)
        with _writing(journal):
            return _finish(Results(journal, options, told), journal, output, work)


@contextlib.contextmanager
def _writing(journal: Journal) -> Iterator[None]:
    """Tells of a disk that is full or fails, and what becomes of what is finished."""
    try:
        yield
    except OSError as error:
        where = error.filename or journal.path
        told = f"{where}: cannot be read or written ({error.strerror or error})"
        if error.errno in NO_ROOM:
            told = str(FullDiskError(error.errno, error.strerror, where))
        kept = f"; what is finished is kept in {journal.path}, it goes on with that"
        raise InputError(f"{told}{kept if journal.done else ''}") from error


def _work_off(
    journal: Journal,
    sources: Sequence[Source],
    options: FaceOptions,
    engine: Engine,
    on_progress: Callable[[Progress], None],
) -> None:
    """Adds what is missing in a journal."""
    rejects = faces = 0
    for row in journal.rows():
        rejects, faces = _counted(row, rejects, faces)
    before = journal.done
    on_progress(Progress(before, len(sources), before, faces, rejects))
    outcomes = engine(sources[before:], options) if before < len(sources) else iter(())
    try:
        for done, outcome in enumerate(outcomes, before + 1):
            with _writing(journal):
                journal.add(outcome)
            known = outcome if isinstance(outcome, Reject) else outcome.crops
            rejects, faces = _counted(known, rejects, faces)
            on_progress(Progress(done, len(sources), before, faces, rejects))
    finally:
        with _writing(journal):
            journal.flush()


def _counted(row: list[Crop] | Reject, rejects: int, faces: int) -> tuple[int, int]:
    return (rejects + 1, faces) if isinstance(row, Reject) else (rejects, faces + len(row))


def _finish(results: Results, journal: Journal, output: Output, work: WorkOptions) -> Summary:
    """Makes the data set and all that goes with it of a journal that is complete."""
    summary, options = results.summary, results.options
    for beside in (work.rejects, work.contact_sheet):
        if beside is not None:
            path = Path(os.path.realpath(beside))
            remove_left_over(path.parent, re.escape(path.name))
    if work.rejects is not None:
        write_rejects(work.rejects, summary.rejects)
    if summary.faces:
        if work.contact_sheet is not None:
            write_png(work.contact_sheet, results.contact_sheet())
        output.write(results, journal, options)
    journal.remove()
    if not summary.faces:
        raise InputError(_nothing_in(summary, options, work.rejects))
    return summary


def _nothing_in(summary: Summary, options: FaceOptions, rejects: Path | str | None) -> str:
    files = counted(len(summary.rejects), "file")
    listed = "" if rejects is None else f", listed in {rejects}"
    wanted = f"face of {options.smallest_face} pixels or more" if options.detect else "picture"
    if {reject.reason for reject in summary.rejects} & {Reason.BLURRED, Reason.LOW_CONFIDENCE}:
        wanted = f"good {wanted}"
    limited = [each for each in refusals(summary.rejects, options) if is_found(each)]
    advice = limited[0].advice if limited else "give other files"
    return f"no {wanted} in {files} ({summary.reasons()}{listed}); {advice}"
