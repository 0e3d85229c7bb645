from dataclasses import replace
from pathlib import Path

import pytest

from form_analyzer.datatypes import Metric, Side
from form_analyzer.errors import NotFoundError
from form_analyzer.storage.records import AttachmentRole
from tests.analyses import troubled_analysis
from tests.storage import seasons


def same(first, second) -> bool:
    """Equal but for arrays' identity and the clip's place, which is not stored."""
    from form_analyzer.report.contract import to_document

    return to_document(first) == to_document(second)


def test_an_analysis_comes_back_number_for_number(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    analysis = troubled_analysis()
    record = season.results.save(stored.id, analysis)
    assert same(season.results.load(stored.id), analysis)
    assert (record.number, record.is_current, record.refused) == (1, True, False)
    assert record.software_version == analysis.software.version
    snapshot = season.results.snapshot(stored.id)
    assert len(snapshot.measurements) == len(analysis.measurements)
    for row in analysis.measurements:
        assert snapshot.measurement(row.metric, row.side) == row


def test_analysing_again_keeps_the_old_result(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    season.results.save(stored.id, seasons.analysis(cadence_spm=160, version="1"))
    season.results.save(stored.id, seasons.analysis(cadence_spm=170, version="2"))
    numbers = [(r.number, r.is_current, r.software_version) for r in season.results.all(stored.id)]
    assert numbers == [(2, True, "2"), (1, False, "1")]
    old = season.results.load(stored.id, number=1)
    row = old.measurement(Metric.CADENCE, Side.BOTH)
    assert row is not None
    assert row.value == 160
    season.results.make_current(stored.id, 1)
    assert same(season.results.load(stored.id), old)
    with pytest.raises(NotFoundError, match="number 7"):
        season.results.make_current(stored.id, 7)
    assert same(season.results.load(stored.id), old)


def test_edited_results_replace_one_another_but_never_a_measured_one(season, tmp_path: Path):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    track = tmp_path / "track.npz"
    track.write_bytes(b"track")
    season.results.save(stored.id, seasons.analysis(), {AttachmentRole.TRACK: track})
    for cadence in (161, 162, 163):
        edited = seasons.analysis(cadence_spm=cadence, edited=True)
        record = season.results.save(stored.id, edited)
    assert [(r.edited, r.is_current) for r in season.results.all(stored.id)] == [
        (True, True),
        (False, False),
    ]
    assert record.edited
    with season.results.file_path(stored.id, AttachmentRole.TRACK) as path:
        assert path is not None
        assert path.read_bytes() == b"track"


def test_files_are_kept_beside_and_replaced(season, tmp_path: Path):
    ada = seasons.athlete(season)
    stored = seasons.analysed(season, ada)
    picture = tmp_path / "thumb.jpg"
    for content in (b"first", b"second"):
        picture.write_bytes(content)
        season.results.attach(stored.id, AttachmentRole.THUMBNAIL, picture)
    with season.results.file_path(stored.id, AttachmentRole.THUMBNAIL) as path:
        assert path is not None
        assert (path.read_bytes(), path.suffix) == (b"second", ".jpg")
    assert len(season.media.hashes()) == 2
    with season.results.file_path(stored.id, AttachmentRole.ANNOTATED) as nothing:
        assert nothing is None


def test_a_refused_analysis_says_why(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    record = season.results.save(stored.id, seasons.analysis(refused=True))
    assert (record.refused, record.refusal) == (True, "Nobody was seen.")
    assert season.results.snapshot(stored.id).measurements == ()


def test_without_an_analysis_there_is_nothing_to_load(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    with pytest.raises(NotFoundError):
        season.results.load(stored.id)
    with pytest.raises(NotFoundError):
        season.results.snapshot(stored.id)
    assert season.results.history(ada.id) == []


def test_history_is_oldest_first_and_only_current_results(season):
    ada, bob = seasons.athlete(season), seasons.athlete(season, "Bob")
    seasons.analysed(season, bob, b"b")
    for day in (3, 1, 2):
        stored = seasons.analysed(season, ada, bytes([day]), day=day, cadence_spm=160.0 + day)
        season.results.save(stored.id, seasons.analysis(cadence_spm=170.0 + day))
    history = season.results.history(ada.id, [Metric.CADENCE])
    assert [[row.value for row in entry.measurements] for entry in history] == [
        [171],
        [172],
        [173],
    ]
    assert all(len(entry.measurements) == 4 for entry in season.results.history(ada.id))


def test_the_set_up_gives_pictures_per_real_second(season):
    ada = seasons.athlete(season)
    stored = seasons.session(season, ada)
    analysis = seasons.analysis()
    slow = replace(analysis, time_scale=replace(analysis.time_scale, value=0.25))
    season.results.save(stored.id, slow)
    set_up = season.results.snapshot(stored.id).set_up
    assert (set_up.frame_rate_hz, set_up.time_scale, set_up.speed_mps) == (240.0, 0.25, 3.0)
    assert set_up.near_side is Side.RIGHT
