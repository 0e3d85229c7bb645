"""Follow a shoe through the pictures about initial contact of many strides."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from form_analyzer.datatypes import FloatArray, UInt8Array
from form_analyzer.shoe.look import FOOT, Look, Picture, Pose, better_look, first_look, sample
from form_analyzer.shoe.register import Found, Matcher

FLAT_S = (0.06, 0.12)
"""Seconds after initial contact in which the shoe stands flat."""

_COARSE_PX, _FINE_PX = 2.2, 1.2
_TURNS_RAD = (-0.15, 0.15)
_SURE = 0.9
_ROUNDS = 4
_MOST_FLAT = 40
_NEIGHBOURS = 7
_FOUND = 0.5
_KEEP, _LOST = 0.05, 0.2
"""A flat view so much less like the look than usual does not teach it; or does not show it where
it was sought."""


@dataclass(frozen=True, slots=True)
class View:
    """One picture about the shoe.

    Attributes
    ----------
    picture : (h, w) uint8
        Grey levels, at a size that makes the foot ``FOOT`` pixels long.
    after_s
        Real seconds after initial contact.
    x_px, y_px
        Where the landmarks expect the middle of the foot.
    """

    picture: UInt8Array
    after_s: float
    x_px: float
    y_px: float


def follow_shoe(
    views: Sequence[View], background: Picture, ankle_above: float
) -> tuple[Found, ...]:
    """Where the shoe is in every view, in the order given; nothing where too few show it flat.

    Strides are taken together: from the flat stance outwards in the time since contact, each
    view starts from where its neighbours in time, of whatever stride, were found.

    Parameters
    ----------
    background : (h, w)
        The pictures' median: what is there without the runner.
    ankle_above
        The ankle's height over the middle of the foot in flat stance, px, negative up.
    """
    after_s = np.array([view.after_s for view in views])
    flat = np.flatnonzero((after_s > FLAT_S[0]) & (after_s < FLAT_S[1]))
    if len(flat) < 3:
        return ()
    flat = flat[np.linspace(0, len(flat) - 1, min(len(flat), _MOST_FLAT)).astype(int)]
    shown = [views[i] for i in flat]
    look, starts = _learn(shown, background, ankle_above)
    known = [
        (view.after_s, pose.x_px - view.x_px, pose.y_px - view.y_px, pose.turn_rad, 1.0)
        for view, pose in zip(shown, starts, strict=True)
        if pose is not None
    ]
    coarse, fine = Matcher(look, _COARSE_PX), Matcher(look, _FINE_PX)
    found: dict[int, Found] = {}
    order = np.argsort(np.abs(after_s - np.mean(FLAT_S)))
    for i in itertools.chain(order, order):
        # Those lost at first are looked for once more, from what is known on both sides by then.
        if i in found and found[i].match > _FOUND:
            continue
        view = views[i]
        one = _find(_exact(view), _expected(np.array(known), view), coarse, fine)
        if i not in found or one.match > found[i].match:
            found[i] = one
            place = (one.pose.x_px - view.x_px, one.pose.y_px - view.y_px)
            known.append((view.after_s, *place, one.pose.turn_rad, one.match))
    return tuple(found[i] for i in range(len(views)))


def _learn(
    shown: Sequence[View], background: Picture, ankle_above: float
) -> tuple[Look, list[Pose | None]]:
    """The flat shoe's look, and where it was found in each view; ``None`` where it was not."""
    order = np.argsort([view.after_s for view in shown])
    middle = int(order[len(order) // 2])
    pictures = [_exact(view) for view in shown]
    poses = [Pose(view.x_px, view.y_px, 0.0) for view in shown]
    look = first_look(sample(pictures[middle], poses[middle]), ankle_above)
    for turn in range(_ROUNDS):
        blur_px = 2.5 if turn == 0 else _FINE_PX
        matcher = Matcher(look, blur_px)
        found = [matcher.find(*one) for one in zip(pictures, poses, strict=True)]
        matches = np.array([one.match for one in found])
        good = matches >= np.median(matches) - _KEEP
        poses = [one.pose for one in found]
        patches = [sample(*one) for one in zip(pictures, poses, strict=True)]
        behind = [sample(background, p) for p in poses]
        look = better_look(np.array(patches)[good], np.array(behind)[good], ankle_above)
        poses = [pose.moved(look.shift, 0.0, 0.0) for pose in poses]
    lost = matches < np.median(matches) - _LOST
    return look, [None if one else pose for pose, one in zip(poses, lost, strict=True)]


def _expected(known: FloatArray, view: View) -> Pose:
    """Where the neighbours in time since contact say the shoe is."""
    sure = known[known[:, 4] > _FOUND]
    near = np.argsort(np.abs(sure[:, 0] - view.after_s))[:_NEIGHBOURS]
    x, y, turn = np.median(sure[near, 1:4], axis=0)
    return Pose(view.x_px + float(x), view.y_px + float(y), float(turn))


def _find(picture: Picture, expected: Pose, coarse: Matcher, fine: Matcher) -> Found:
    best = coarse.find(picture, expected)
    if best.match < _SURE:
        tries = (coarse.find(picture, expected.moved(0.0, 0.0, turn)) for turn in _TURNS_RAD)
        best = max(best, *tries, key=lambda one: one.match)
    return fine.find(picture, best.pose)


def _exact(view: View) -> Picture:
    """The view's picture with levels between whole ones."""
    return view.picture.astype(np.float32)


def size_for(foot_px: float) -> float:
    """By how much to scale a picture so that a foot of this length fits the patch."""
    return FOOT / foot_px
