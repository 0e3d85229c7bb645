import json
from dataclasses import replace
from pathlib import Path

import jsonschema
import numpy as np
import pytest

from form_analyzer.datatypes import (
    Analysis,
    CycleCurves,
    Deviation,
    Direction,
    Metric,
    Side,
)
from form_analyzer.report.contract import (
    from_document,
    read_json,
    schema,
    to_document,
    write_json,
)
from tests.analyses import good_analysis, refused_analysis, troubled_analysis

ALL = [good_analysis, troubled_analysis, refused_analysis]


def _same_curves(ours: tuple[CycleCurves, ...], theirs: tuple[CycleCurves, ...]) -> None:
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert (one.side, one.toe_off_phase) == (other.side, other.toe_off_phase)
        np.testing.assert_array_equal(one.phase, other.phase)
        assert list(one.mean_deg) == list(other.mean_deg)
        for name in one.mean_deg:
            np.testing.assert_array_equal(one.mean_deg[name], other.mean_deg[name])
            np.testing.assert_array_equal(one.sd_deg[name], other.sd_deg[name])


def assert_same(ours: Analysis, theirs: Analysis) -> None:
    """Equal in every number; arrays and nan compared as such."""
    _same_curves(ours.curves, theirs.curves)
    assert (ours.ghost is None) == (theirs.ghost is None)
    if ours.ghost is not None and theirs.ghost is not None:
        np.testing.assert_array_equal(ours.ghost.phase, theirs.ghost.phase)
        np.testing.assert_array_equal(ours.ghost.position, theirs.ghost.position)
    assert repr(_bare(ours)) == repr(_bare(theirs))


def _bare(analysis: Analysis) -> Analysis:
    """Without arrays, and with sources of ranges as plain text."""
    deviations = tuple(replace(row, source=str(row.source)) for row in analysis.deviations)
    return replace(analysis, curves=(), ghost=None, deviations=deviations)


@pytest.mark.parametrize("make", ALL)
def test_a_document_reads_back_to_the_same_analysis(make):
    analysis = make()
    text = json.dumps(to_document(analysis), allow_nan=False)
    assert_same(from_document(json.loads(text), video_path=analysis.video.path), analysis)


@pytest.mark.parametrize("make", ALL)
def test_every_document_satisfies_the_schema(make):
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(schema())
    assert list(validator.iter_errors(to_document(make()))) == []


def test_the_schema_notices_a_missing_field_and_a_wrong_name():
    validator = jsonschema.Draft202012Validator(schema())
    document = to_document(good_analysis())
    del document["view"]
    document["activity"] = "flying"
    places = {tuple(error.path) for error in validator.iter_errors(document)}
    assert places == {(), ("activity",)}


def test_the_fields_of_the_contract_are_there():
    document = to_document(troubled_analysis())
    assert document["schema_version"] == 1
    assert document["video"]["time_scale"] == 0.25
    assert document["video"]["time_scale_source"] == "tag"
    assert document["view"]["near_side"] == "left"
    cadence = next(row for row in document["measurements"] if row["metric"] == "cadence")
    assert cadence["side"] == "both"
    assert cadence["unit"] == "spm"
    assert cadence["value"] == 157.6
    assert cadence["ci95"] == [157.6 - 0.4, 157.6 + 0.4]
    first = document["deviations"][0]
    assert (first["metric"], first["side"], first["target"]) == ("overstride", "left", [0.0, 0.2])
    assert (first["value"], first["priority"]) == (0.325, 1)
    strike = next(row for row in document["measurements"] if row["category"])
    assert strike["value"] is None
    assert sum(strike["probabilities"].values()) == pytest.approx(1.0)


def test_missing_numbers_are_null_and_come_back_as_nan():
    document = to_document(refused_analysis())
    assert document["video"]["frame_rate_hz"] is None
    assert document["tracking"]["samples_masked_ratio"] is None
    back = from_document(document)
    assert np.isnan(back.video.frame_rate_hz)
    assert back.refused


def test_no_path_leaves_the_machine():
    analysis = good_analysis()
    moved = replace(analysis, video=replace(analysis.video, path=Path("/home/someone/run.mp4")))
    assert "someone" not in json.dumps(to_document(moved))
    assert from_document(to_document(moved)).video.path == Path("morning run.mp4")


def test_an_open_range_stays_open():
    analysis = troubled_analysis()
    open_ended = replace(analysis.deviations[0], target=(-np.inf, 0.2))
    changed = replace(analysis, deviations=(open_ended,))
    document = to_document(changed)
    assert document["deviations"][0]["target"] == [None, 0.2]
    assert from_document(document).deviations[0].target == (-np.inf, 0.2)


def test_missing_samples_of_curves_survive():
    analysis = good_analysis()
    curves = analysis.curves[0]
    holed = curves.mean_deg["knee_flexion"].copy()
    holed[3:6] = np.nan
    mean = {**curves.mean_deg, "knee_flexion": holed}
    changed = replace(analysis, curves=(replace(curves, mean_deg=mean),))
    document = json.loads(json.dumps(to_document(changed), allow_nan=False))
    np.testing.assert_array_equal(from_document(document).curves[0].mean_deg["knee_flexion"], holed)


def test_a_deviation_without_its_measurement_is_refused():
    document = to_document(troubled_analysis())
    document["measurements"] = []
    with pytest.raises(ValueError, match="overstride"):
        from_document(document)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"schema_version": 99}, "version 99"),
        ({"view": None}, "analysis.view"),
        ({"activity": "flying"}, "flying"),
        ({"events": [{"kind": "initial_contact"}]}, "side"),
        ({"events": [3]}, "events\\[0\\]"),
        ({"used_s": [1.0]}, "used_s"),
        ({"timing_s": {"total": "fast"}}, "total"),
    ],
)
def test_a_damaged_document_is_refused_with_the_field(change, words):
    document = {**to_document(troubled_analysis()), **change}
    with pytest.raises(ValueError, match=words):
        from_document(document)


def test_written_as_utf8_without_nan(tmp_path):
    analysis = troubled_analysis()
    named = replace(analysis, video=replace(analysis.video, file_name="Läufer — 走.mp4"))
    path = tmp_path / "deep" / "analysis.json"
    write_json(named, path)
    text = path.read_text(encoding="utf-8")
    assert "Läufer — 走.mp4" in text
    assert "NaN" not in text
    assert_same(read_json(path, video_path=named.video.path), named)
    assert [entry.name for entry in path.parent.iterdir()] == ["analysis.json"]


def test_a_failed_write_keeps_the_old_file(tmp_path):
    path = tmp_path / "analysis.json"
    path.write_text("old")
    broken = replace(good_analysis(), timing_s={"total": object()})
    with pytest.raises(TypeError):
        write_json(broken, path)
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 1


def test_reading_something_else_says_so(tmp_path):
    path = tmp_path / "list.json"
    path.write_text("[]")
    with pytest.raises(ValueError, match="JSON object"):
        read_json(path)


def test_the_deviation_points_to_the_row_it_is_about():
    analysis = from_document(to_document(troubled_analysis()))
    first: Deviation = analysis.deviations[0]
    assert first.measurement is analysis.measurement(Metric.OVERSTRIDE, Side.LEFT)
    assert first.direction is Direction.HIGH
