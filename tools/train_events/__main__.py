"""Fit the models of ``gait/models.json`` anew, for one pose model.

    python -m tools.train_events --clips FOLDER --others FOLDER --markers FOLDER [--synthetic 60]

Each FOLDER of clips holds them with their labels (as in ``sample_videos``); its name is the
domain, split into rendered and filmed. ``--clips`` are runners of our own making; those of
others (filmed, drawn by another renderer, or markers) count twice. What is shipped was fitted
on rendered clips, filmed clips labelled by eye, force-plate markers and two-dimensional
runners; the errors written beside the coefficients are those on a domain left out of the fit.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from form_analyzer.gait.features import SideCurves, contact_features, toe_off_features
from form_analyzer.gait.strike import strike_features
from tools.train_events.fit import Examples, Model, fit_model, predict
from tools.train_events.rows import Row, labelled_rows, marker_rows, synthetic_rows


def main() -> None:
    """Collect rows, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clips", type=Path, action="append", default=[])
    parser.add_argument("--others", type=Path, action="append", default=[])
    parser.add_argument("--markers", type=Path, action="append", default=[])
    parser.add_argument("--synthetic", type=int, default=60)
    parser.add_argument("--model", default="full")
    parser.add_argument("--out", type=Path, default=Path("form_analyzer/gait/models.json"))
    args = parser.parse_args()
    rows = list(synthetic_rows(args.synthetic, seed=11, frame_rate_hz=60.0))
    for folder in args.clips:
        rows += labelled_rows(folder, args.model)
    others = [row for folder in args.others for row in labelled_rows(folder, args.model)]
    for folder in args.markers:
        others += marker_rows(folder)
    known = json.loads(args.out.read_text("utf-8")) if args.out.exists() else {}
    models = fit_all(rows, others)
    args.out.write_text(json.dumps({**known, args.model: models}, indent=1) + "\n", "utf-8")


def fit_all(ours: Sequence[Row], others: Sequence[Row]) -> dict[str, Model]:
    """All models; the strike angle's sees contacts as the first model places them.

    Runners that are not of our own making count twice: they show what ours leave out.
    """
    rows, twice = (*ours, *others), frozenset(row.domain for row in others)
    contact = _fit(rows, contact_features, [row.contact_s for row in rows], twice)
    toe_off_s = [row.toe_off_s - row.curves.push_s for row in rows]
    toe_off = _fit(rows, toe_off_features, toe_off_s, twice)
    known = [row for row in rows if np.isfinite(row.strike_deg)]

    def seen(curves: SideCurves) -> dict[str, float]:
        return strike_features(curves, predict(contact, contact_features(curves)))

    strike = _fit(known, seen, [row.strike_deg for row in known], twice)
    return {"initial_contact": contact, "toe_off": toe_off, "foot_strike_angle": strike}


def _fit(
    rows: Sequence[Row],
    features: Callable[[SideCurves], dict[str, float]],
    target: Sequence[float],
    twice: frozenset[str],
) -> Model:
    return fit_model(
        Examples(
            features=[features(row.curves) for row in rows],
            target=np.array(target),
            domains=[row.domain for row in rows],
            near=np.array([row.near for row in rows]),
            twice=twice,
        )
    )


if __name__ == "__main__":
    main()
