import os
import subprocess
import sys
import textwrap
import time

import psutil
import pytest

from form_analyzer.errors import CancelledError, PoseModelError, UnreadableVideoError
from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.messages import Setup, Task
from form_analyzer.pose.pool import run_tasks
from form_analyzer.pose.staff import Staff, available_cores
from tests.pose.pictures import DyingReader, FailingReader, GreyReader, video_info

pytestmark = pytest.mark.pose
TASKS = [Task(Chunk(0, 20)), Task(Chunk(20, 40))]


def run(model, reader, tasks=TASKS, n_workers=2, advanced=lambda report: None):
    setup = Setup(info=video_info(40), model=model, read_frames=reader, every=1)
    return run_tasks(setup, tasks, n_workers, advanced)


@pytest.fixture
def children():
    """Processes this test started and that live; helpers of other tests are none of its own."""
    others = set(psutil.Process().children())
    return lambda: set(psutil.Process().children()) - others


def test_rows_come_back_in_the_order_of_the_tasks(full_model, children):
    done, workers = [], set()

    def advanced(report):
        done.append(report.n_frames)
        workers.update(children())

    rows = run(full_model, GreyReader(40, frozenset({7})), advanced=advanced)
    assert [list(r.frame_index) for r in rows] == [
        [*range(7), *range(8, 20)],
        list(range(20, 40)),
    ]
    assert sum(done) == 40
    assert len(workers) == 2
    assert children() == set()


def test_a_worker_that_died_is_replaced_once(full_model, tmp_path):
    rows = run(full_model, DyingReader(tmp_path / "died"), n_workers=1)
    assert [len(r.time_s) for r in rows] == [20, 20]


def test_a_worker_that_dies_again_is_an_error_not_a_hang(full_model, children):
    with pytest.raises(PoseModelError, match="stopped twice"):
        run(full_model, DyingReader(), n_workers=1)
    assert children() == set()


def test_an_error_of_the_reader_arrives_as_it_was(full_model):
    with pytest.raises(UnreadableVideoError, match="changed while it was read"):
        run(full_model, FailingReader())


def test_an_exception_from_the_progress_ends_the_workers(full_model, children):
    def cancel(report):
        raise CancelledError("Stopped.")

    began = time.monotonic()
    with pytest.raises(CancelledError):
        run(full_model, GreyReader(10**6), [Task(Chunk(0, 10**6))], 1, cancel)
    assert time.monotonic() - began < 20
    assert children() == set()


def test_a_reader_that_cannot_be_pickled_is_refused_before_anything_starts(full_model, children):
    with pytest.raises((AttributeError, TypeError)):
        run(full_model, lambda indices, *, max_side_px: iter(()))
    assert children() == set()


@pytest.mark.skipif(sys.platform == "win32", reason="ends processes the POSIX way")
def test_workers_end_when_their_parent_is_killed(full_model, tmp_path):
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent(f"""
        import sys
        sys.path[:] = {sys.path!r}
        from pathlib import Path
        from form_analyzer.pose.model_file import ModelFile
        from tests.pose.test_pool import GreyReader, Setup, Task, Chunk, run_tasks, video_info
        model = ModelFile("full", Path({str(full_model.path)!r}), "0")
        reader = GreyReader(10**6)
        setup = Setup(info=video_info(10**6), model=model, read_frames=reader, every=1)
        def say(report):
            if report.n_frames:
                print(report, flush=True)
        run_tasks(setup, [Task(Chunk(0, 10**6))], 1, say)
        """)
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as parent:
        assert parent.stdout.readline().strip()
        (worker,) = psutil.Process(parent.pid).children()
        parent.kill()
    _, alive = psutil.wait_procs([worker], timeout=20)
    assert not alive


def test_workers_that_wait_already_are_taken_and_the_others_end(full_model, children):
    with Staff(2) as staff:
        waiting, seen = children(), set()
        rows = run_tasks(
            Setup(info=video_info(40), model=full_model, read_frames=GreyReader(40), every=1),
            TASKS,
            1,
            lambda n: seen.update(children()),
            staff,
        )
        assert [len(r.time_s) for r in rows] == [20, 20]
        assert len(waiting) == 2
        assert seen == waiting
    assert children() == set()


def test_there_is_at_least_one_core():
    assert 1 <= available_cores() <= (os.cpu_count() or 1)
