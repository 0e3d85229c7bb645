"""Synthetic clips tried on all cores, one thread of linear algebra per process."""

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

from form_analyzer.synthetic.grid import Case
from form_analyzer.validation.grid import Condition
from form_analyzer.validation.outcome import Outcome, try_case

Progress = Callable[[str, float], None]
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
_AT_ONCE = 4


def run_grid(
    conditions: Sequence[Condition],
    n_cases: int,
    seed: int,
    *,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Try ``n_cases`` runners under each condition, in ``jobs`` processes (1: in this one).

    The same runners serve every condition of the same length, so that conditions compare.
    """
    work = [(c, case) for c in conditions for case in c.cases(n_cases, seed)]
    outcomes: list[Outcome] = []
    for outcome in _outcomes(work, jobs or os.cpu_count() or 1):
        outcomes.append(outcome)
        if progress is not None:
            progress(outcome.condition, len(outcomes) / len(work))
    return outcomes


def _outcomes(work: Iterable[tuple[Condition, Case]], jobs: int) -> Iterator[Outcome]:
    if jobs == 1:
        yield from (try_case(condition, case) for condition, case in work)
        return
    # Fresh interpreters: threads of linear algebra are counted when it is first loaded.
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(jobs, mp_context=context) as pool:
        yield from pool.map(_try, work, chunksize=_AT_ONCE)


def _try(pair: tuple[Condition, Case]) -> Outcome:
    return try_case(*pair)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
