"""Pairs of found and true instants, by hand."""

import numpy as np
import pytest

from form_analyzer.validation.match import match_times

TRUE = np.array([1.0, 2.0, 3.0, 4.0])


def pairs(found, used=(0.0, 5.0), reach=0.4, true=TRUE):
    return match_times(np.array(found, dtype=float), np.asarray(true), used, reach)


def test_errors_are_found_minus_true():
    found = pairs([1.01, 1.98, 3.0, 4.2])
    assert found.error_s == pytest.approx([0.01, -0.02, 0.0, 0.2])
    assert found.found_index.tolist() == [0, 1, 2, 3]
    assert (found.missed, found.invented) == (0, 0)


def test_a_missing_one_is_missed():
    found = pairs([1.0, 2.0, 4.0])
    assert found.missed == 1
    assert len(found.error_s) == 3


def test_one_too_many_is_invented():
    assert pairs([1.0, 1.5, 2.0, 3.0, 4.0]).invented == 1


def test_two_true_ones_cannot_share_one_found():
    found = pairs([1.5, 3.0, 4.0], reach=0.6)
    assert found.invented == 1


def test_outside_the_used_part_nothing_is_missed():
    assert pairs([2.0, 3.0], used=(1.5, 3.5)).missed == 0


def test_before_the_first_known_nothing_is_invented():
    assert pairs([0.2, 1.0, 2.0, 3.0, 4.0, 4.9]).invented == 0


def test_nothing_found_and_nothing_true():
    assert pairs([]).missed == 4
    assert pairs([], used=(1.5, 3.5)).missed == 2
    nothing = pairs([1.0], true=[])
    assert (len(nothing.error_s), nothing.missed, nothing.invented) == (0, 0, 1)
