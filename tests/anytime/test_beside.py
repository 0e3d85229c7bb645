import math
import os

import pytest

from form_analyzer.anytime.beside import Beside


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_parts_are_done_in_order(wanted, n):
    with Beside("math", wanted=wanted) as beside:
        assert beside.each(math.factorial, range(n)) == [math.factorial(k) for k in range(n)]
        assert beside.each(math.sqrt, [4.0, 9.0]) == [2.0, 3.0]


def test_the_later_half_is_done_by_another_process():
    with Beside("os", wanted=True) as beside:
        here, there = beside.each(_process, [0, 1])
    assert here == os.getpid() != there


def test_what_a_dead_process_was_to_do_is_done_here():
    with Beside("os", wanted=True) as beside:
        assert beside.each(_die_elsewhere, [os.getpid()] * 4) == [os.getpid()] * 4
        assert beside.each(_process, [0, 1]) == [os.getpid()] * 2


def test_an_error_in_the_work_is_raised_here():
    with Beside("math", wanted=True) as beside, pytest.raises(ValueError, match="math domain"):
        beside.each(math.sqrt, [1.0, -1.0])


def _process(_part: int) -> int:
    return os.getpid()


def _die_elsewhere(parent: int) -> int:
    if os.getpid() != parent:
        os._exit(3)
    return parent
