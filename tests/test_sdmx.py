"""The claims as SDMX come back, read by the statistical offices' own library, as they were."""

from __future__ import annotations

import csv
import io
import json
import warnings
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from corpora import write_corpus

from analysis.claims import CLAIM
from analysis.corpus import Corpus
from analysis.report.sdmx import UNSTATED, observations, structure
from analysis.seeds.new import begin

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pysdmx.io import get_datasets, read_sdmx


@pytest.fixture(scope="module", params=["shipped", "made up"])
def corpus(
    request: pytest.FixtureRequest, checkout: Path, tmp_path_factory: pytest.TempPathFactory
) -> Corpus:
    if request.param == "shipped":
        return Corpus(checkout / "seeds")
    folder = tmp_path_factory.mktemp("corpus")
    return Corpus(write_corpus(folder, sheets=50, seed=7, areas=("US", "NL"), forecasts=True))


def write(corpus: Corpus, folder: Path) -> tuple[Path, Path]:
    data, described = folder / "claims.sdmx.csv", folder / "claims.sdmx.json"
    data.write_text(observations(corpus), encoding="utf-8", newline="")
    described.write_text(structure(corpus), encoding="utf-8")
    return data, described


def read(corpus: Corpus, folder: Path) -> pd.DataFrame:
    """The observations as pysdmx reads them, held against the structure."""
    (dataset,) = get_datasets(*write(corpus, folder), validate=True)
    return dataset.data


@pytest.fixture(scope="module")
def back(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    return read(corpus, tmp_path_factory.mktemp("sdmx"))


def given(cell: object) -> str | None:
    """A cell as text, or nothing where there is nothing in it."""
    return None if pd.isna(cell) or cell == "" else str(cell)


def test_every_claim_comes_back_once_and_in_order(corpus: Corpus, back: pd.DataFrame) -> None:
    assert len(corpus.claims) > 20
    assert back["CLAIM"].tolist() == [claim.id for claim in corpus.claims]


@pytest.mark.parametrize(
    ("column", "own"),
    [
        ("COMPARATOR", lambda claim: claim.comparator),
        ("INDICATOR", lambda claim: claim.indicator.code),
        ("REF_AREA", lambda claim: claim.ref_area),
        ("COUNTERPART_AREA", lambda claim: claim.counterpart_area),
        ("TIME_PERIOD", lambda claim: claim.time_period or UNSTATED),
        ("FREQ", lambda claim: claim.freq or UNSTATED),
        ("UNIT_MEASURE", lambda claim: claim.indicator.unit),
        ("OBS_STATUS", lambda claim: claim.obs_status),
        ("SOURCE_ID", lambda claim: claim.source.id),
        ("PUBLISHER", lambda claim: claim.source.publisher),
        ("PUBLISHED", lambda claim: str(claim.source.published)),
        ("START", lambda claim: str(claim.passage.at)),
        ("END", lambda claim: str(claim.passage.end)),
        ("PRINTED", lambda claim: claim.printed),
        ("PERIOD_PRINTED", lambda claim: getattr(claim.period_passage, "printed", None)),
        ("CHANGE_PRINTED", lambda claim: getattr(claim.change, "printed", None)),
    ],
)
def test_a_column_comes_back_exactly(
    corpus: Corpus, back: pd.DataFrame, column: str, own: object
) -> None:
    expected = [own(claim) for claim in corpus.claims]  # type: ignore[operator]
    assert [given(cell) for cell in back[column]] == expected


AMOUNTS = pytest.mark.parametrize(
    ("column", "end"), [("OBS_VALUE", "value"), ("LOWER", "lower"), ("UPPER", "upper")]
)


@AMOUNTS
def test_an_amount_comes_back_exactly(
    corpus: Corpus, back: pd.DataFrame, column: str, end: str
) -> None:
    """pysdmx makes doubles of decimals; their shortest form is what was printed."""
    found = [None if pd.isna(cell) else Decimal(repr(float(cell))) for cell in back[column]]
    assert found == [getattr(claim.amount, end) for claim in corpus.claims]


@AMOUNTS
def test_an_amount_is_written_as_the_digits_of_its_decimal(
    corpus: Corpus, column: str, end: str
) -> None:
    rows = csv.DictReader(io.StringIO(observations(corpus)))
    ends = [getattr(claim.amount, end) for claim in corpus.claims]
    assert [row[column] for row in rows] == ["" if x is None else f"{x:f}" for x in ends]


def test_no_two_observations_have_the_same_key(corpus: Corpus, tmp_path: Path) -> None:
    (dataset,) = get_datasets(*write(corpus, tmp_path), validate=True)
    keys = [one.id for one in dataset.structure.components if one.role.value == "D"]
    assert keys[:2] == ["CLAIM", "INDICATOR"]
    assert not dataset.data.duplicated(keys).any()


def test_the_structure_says_of_every_column_what_the_tables_say(
    corpus: Corpus, tmp_path: Path
) -> None:
    _, described = write(corpus, tmp_path)
    message = read_sdmx(described, validate=True)
    (scheme,) = message.get_concept_schemes()
    (found,) = message.get_data_structure_definitions()
    about = {column.about for column in CLAIM}
    assert {concept.description for concept in scheme.concepts} == about
    assert len(found.components) == len(CLAIM)
    assert {one.id for one in found.components} == {concept.id for concept in scheme.concepts}
    header = next(csv.reader(io.StringIO(observations(corpus))))
    assert header[3:] == [one.id for one in found.components]


def test_what_is_not_stated_is_unspecified_and_what_is_not_applicable_stays(
    checkout: Path, tmp_path: Path
) -> None:
    frame = read(Corpus(checkout / "seeds"), tmp_path).set_index("CLAIM")
    assert frame.loc["004/turnover", ["FREQ", "TIME_PERIOD"]].tolist() == ["_U", "_U"]
    assert frame.loc["001/learners", "COUNTERPART_AREA"] == "_Z"
    assert frame.loc["001/scholarships", ["FREQ", "TIME_PERIOD"]].tolist() == ["A", "_U"]
    assert frame.loc["001/russian-schools", "REF_AREA"] == "AZ-BA"


def test_the_same_sheets_give_the_same_bytes(corpus: Corpus) -> None:
    again = Corpus(corpus.folder)
    assert observations(again) == observations(corpus)
    assert structure(again) == structure(corpus)
    latest = max(source.published for source in corpus.sources)
    assert json.loads(structure(corpus))["meta"]["prepared"] == f"{latest}T00:00:00Z"


def test_a_corpus_without_claims_has_a_structure(tmp_path: Path) -> None:
    corpus = Corpus(begin(tmp_path / "news", ("GE", "LV")))
    _, described = write(corpus, tmp_path)
    (found,) = read_sdmx(described, validate=True).get_data_structure_definitions()
    assert found.id == "CLAIMS"
    assert len(observations(corpus).splitlines()) == 1
