"""Made-up corpora load, agree with their own texts, and come out alike for one seed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from corpora import DERIVATIONS, TOPICS, write_corpus

from analysis.seeds import read_seeds
from analysis.seeds.originals import verify


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"), sheets=12, seed=3)


def differences(folder: Path) -> list[str]:
    sheets = read_seeds(folder).sheets
    return [line for sheet in sheets for line in verify(sheet, folder / "originals")]


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_sheet_loads_and_agrees_with_its_text(folder):
    seeds = read_seeds(folder)
    assert len(seeds.sources) == 12
    assert differences(folder) == []


def test_every_sheet_has_a_claim_and_every_topic_and_area_appears(folder):
    seeds = read_seeds(folder)
    assert {figure.source.id for figure in seeds.claims} == {s.id for s in seeds.sources}
    assert {figure.indicator.topic for figure in seeds.claims} == set(TOPICS)
    assert {figure.ref_area for figure in seeds.claims} == {"TR", "GE"}
    assert {one.method for one in seeds.catalogue.derivations} == {
        method for _, method, _ in DERIVATIONS
    }


def test_hedges_periods_and_cards_vary(tmp_path):
    seeds = read_seeds(write_corpus(tmp_path, sheets=80))
    assert {f.comparator for f in seeds.claims} == set("= ~ > >= < <= ..".split())
    periods = {f.freq for f in seeds.claims}
    assert periods == {"A", "S", "Q", "M", "D", "_O", None}
    for key in ("title", "publisher", "url", "based_on"):
        assert {getattr(source, key) is None for source in seeds.sources} == {True, False}
    assert {source.published_basis == "stated" for source in seeds.sources} == {True, False}
    changes = [f.amount.value for f in seeds.claims if f.change and f.amount.value]
    assert min(changes) < 0 < max(changes)


def test_one_seed_gives_the_same_bytes_and_another_others(folder, tmp_path):
    again = write_corpus(tmp_path / "again", sheets=12, seed=3)
    other = write_corpus(tmp_path / "other", sheets=12, seed=4)
    assert content(again) == content(folder)
    assert content(other).keys() != content(folder).keys()


@pytest.mark.parametrize(("sheets", "claims"), [(4, 5), (30, 200), (5, 1000)])
def test_claims_are_put_on_one_topic(tmp_path, sheets, claims):
    folder = write_corpus(tmp_path, sheets=sheets, concentrate=claims, on="trade")
    topics = Counter(figure.indicator.topic for figure in read_seeds(folder).claims)
    assert topics["trade"] == claims
    assert differences(folder) == []


@pytest.mark.parametrize("areas", [("BA", "CI"), ("US", "NL")])
def test_any_two_areas_will_do(tmp_path, areas):
    folder = write_corpus(tmp_path, sheets=6, areas=areas, years=[2021])
    assert {figure.ref_area for figure in read_seeds(folder).claims} <= {*areas}
    assert differences(folder) == []


def test_forecasts_are_marked_where_they_are_asked_for(folder, tmp_path):
    asked = write_corpus(tmp_path, sheets=40, forecasts=True)
    forecasts = [text for text in content(asked).values() if b'status = "forecast"' in text]
    assert forecasts
    assert not any(b"status" in text for text in content(folder).values())


def test_labels_in_short_are_written_where_they_are_asked_for(tmp_path):
    folder = write_corpus(tmp_path, sheets=1, short=True)
    assert b'short = "Visitors from Georgia in T' in content(folder)["indicators.toml"]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"areas": ("TR", "TR")}, "two different ISO 3166 codes"),
        ({"areas": ("TR", "Georgia")}, "two different ISO 3166 codes"),
        ({"sheets": 0}, "a corpus has sheets"),
        ({"on": "weather"}, "a topic of trade, investment"),
    ],
)
def test_what_cannot_be_written_is_refused(tmp_path, asked, message):
    with pytest.raises(ValueError, match=message):
        write_corpus(tmp_path, **asked)


def test_a_folder_that_holds_something_is_left_alone(folder):
    before = content(folder)
    with pytest.raises(ValueError, match="is not empty"):
        write_corpus(folder)
    assert content(folder) == before
