from hypothesis import given
from hypothesis import strategies as st

from form_analyzer.pose.chunks import Chunk
from form_analyzer.pose.messages import Task
from form_analyzer.pose.tasks import TaskQueue


@given(st.integers(1, 40), st.integers(1, 6), st.randoms())
def test_queue_hands_out_every_chunk_once_whoever_asks(n_chunks, n_workers, random):
    tasks = [Task(Chunk(10 * k, 10 * k + 10)) for k in range(n_chunks)]
    handed = TaskQueue(tasks, n_workers)
    taken = []
    while (task := handed.take(random.randrange(n_workers))) is not None:
        taken.append(task)
    assert sorted(taken, key=lambda t: t.chunk.start) == tasks


def test_a_worker_gets_neighbours_until_it_must_take_from_another():
    tasks = [Task(Chunk(10 * k, 10 * k + 10)) for k in range(8)]
    handed = TaskQueue(tasks, 2)
    assert [handed.take(0) for _ in range(4)] == tasks[:4]
    assert [handed.take(0) for _ in range(2)] == tasks[6:]
    assert [handed.take(1) for _ in range(2)] == tasks[4:6]
    assert handed.take(0) is None
    assert handed.take(1) is None
