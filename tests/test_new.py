"""A new corpus: any two countries make a folder that loads, and a refusal leaves nothing."""

from __future__ import annotations

import errno
import os
import random
import tomllib
from pathlib import Path

import pytest
from babel import Locale

from analysis.claims import MEASURES
from analysis.corpus import Corpus
from analysis.derive import METHODS
from analysis.reading import read
from analysis.seeds import read_seeds
from analysis.seeds.checks import SeedError
from analysis.seeds.new import begin, indicators_for

COUNTRIES = sorted(
    code
    for code in Locale.parse("en").territories
    if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "QO", "ZZ", "XA", "XB")
)
SOME = random.Random(2).sample(COUNTRIES, 20)
PAIRS = list(zip(SOME, SOME[1:] + SOME[:1], strict=True))


@pytest.mark.parametrize("areas", PAIRS, ids="-".join)
def test_any_two_countries_make_a_folder_that_loads(tmp_path: Path, areas: tuple[str, str]) -> None:
    corpus = Corpus(begin(tmp_path / "news", areas))
    assert list(corpus.topics) == ["trade", "investment", "students", "tourists"]
    assert {one.ref_area for one in corpus.indicators.values()} == {*areas}
    assert (corpus.claims, corpus.subjects) == ((), ())
    assert corpus.agreement().empty


@pytest.fixture
def news(tmp_path: Path) -> Corpus:
    return Corpus(begin(tmp_path / "news", ("GE", "LV")))


def test_both_directions_have_indicators_and_every_method_but_one_a_derivation(
    news: Corpus,
) -> None:
    visitors = [one for one in news.indicators.values() if one.code.startswith("visitors-")]
    assert {(one.ref_area, one.counterpart_area) for one in visitors} == {
        ("GE", "LV"),
        ("LV", "GE"),
    }
    assert {one.method for one in news.seeds.catalogue.derivations} == set(METHODS) - {"remainder"}
    assert {one.measure for one in news.indicators.values()} <= set(MEASURES)
    assert all(one.definition.endswith(".") for one in news.indicators.values())


def test_labels_name_the_areas_in_the_right_direction(news: Corpus) -> None:
    names = {"GE": "Georgia", "LV": "Latvia"}
    for one in news.indicators.values():
        here, there = names[one.ref_area], names[one.counterpart_area]
        assert here in one.label
        assert there in one.label
        if f"from {there}" not in one.label:
            assert one.topic == "trade"
    assert news.indicators["exports"].label == "Exports from Georgia to Latvia"
    assert news.indicators["students-lv-in-ge"].label == (
        "Students from Latvia at universities in Georgia"
    )


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("GE", ("Georgia", "Georgian")),
        ("LV", ("Latvia", "Latvian")),
        ("JP", ("Japan", "Japanese")),
        ("TR", ("Türkiye", "Turkish")),
        ("BR", ("Brazil",)),  # Portuguese
        ("US", ("United States",)),  # English
        ("MX", ("Mexico",)),  # Spanish
        ("AT", ("Austria",)),  # German
        ("EG", ("Egypt",)),  # Arabic
        ("CA", ("Canada",)),
        ("GF", ("French Guiana",)),
        ("NO", ("Norway", "Norwegian")),
        ("CI", ("Côte d’Ivoire",)),
    ],
)
def test_an_area_is_named_by_its_adjective_only_where_that_is_its_own(
    tmp_path: Path, code: str, names: tuple[str, ...]
) -> None:
    catalogue = read_seeds(begin(tmp_path / "news", (code, "FI"))).catalogue
    assert catalogue.names is not None
    assert catalogue.names[code] == names


OWN = {
    "Chinese": "CN",
    "Dutch": "NL",
    "English": None,
    "French": "FR",
    "German": "DE",
    "Italian": "IT",
    "Malay": "MY",
    "Portuguese": "PT",
    "Russian": "RU",
    "Spanish": "ES",
    "Swedish": "SE",
    "Turkish": "TR",
}


@pytest.mark.parametrize("code", COUNTRIES)
def test_no_country_is_called_by_the_language_of_another(code: str) -> None:
    text = indicators_for(code, "AQ" if code != "AQ" else "BV")
    adjectives = tomllib.loads(text)["area"][code]["names"][1:]
    assert all(OWN.get(word, code) == code for word in adjectives)
    assert all(word.isalpha() for word in adjectives)


def test_an_article_is_read_with_the_indicators_of_a_new_corpus(news: Corpus) -> None:
    catalogue = news.seeds.catalogue
    text = (
        "Trade turnover between Georgia and Latvia came to $210 million in 2023. "
        "Some 4,300 tourists from Latvia came to Georgia."
    )
    found = read(text, indicators=catalogue.indicators, names=catalogue.names)
    assert found["indicator"].tolist() == ["turnover", "visitors-lv-in-ge"]


def test_the_articles_are_kept_out_of_a_repository(news: Corpus) -> None:
    assert "originals/" in (news.folder / ".gitignore").read_text().splitlines()
    assert (news.folder / "originals").is_dir()


@pytest.mark.parametrize("name", ["news", ".", "link"])
def test_an_empty_folder_is_filled_and_stays_the_same_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "news").mkdir()
    (tmp_path / "link").symlink_to("news")
    before = (tmp_path / "news").stat().st_ino
    monkeypatch.chdir(tmp_path / "news" if name == "." else tmp_path)
    assert Corpus(begin(name, ("GE", "LV"))).claims == ()
    written = {path.name for path in (tmp_path / "news").iterdir()}
    assert written == {".gitignore", "indicators.toml", "originals"}
    assert (tmp_path / "news").stat().st_ino == before


# Refusals -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        (("GE", "GE"), r"--areas: found GE GE; allowed: two different countries"),
        (("GE", "_Z"), r"--areas: found GE _Z; allowed: two different countries"),
        (("GE", "GE-TB"), r"--areas: found GE GE-TB; allowed: two different countries"),
        (("GE",), r"--areas: found GE; allowed: two different countries"),
        (("GE", "LV", "EE"), r"--areas: found GE LV EE; allowed: two different countries"),
        (("GE", "XX"), r"--areas: an area is 'XX'; allowed: an ISO 3166 code such as AZ"),
        (("ge", "LV"), r"--areas: an area is 'ge'; allowed: an ISO 3166 code such as AZ"),
        (("GE", "Latvia"), r"--areas: an area is 'Latvia'; allowed: an ISO 3166 code such as AZ"),
        (("GE", '"]\n[x]'), r"--areas: an area is '\"\]\\n\[x\]'; allowed: an ISO 3166 code"),
    ],
)
def test_what_are_no_two_countries_is_refused_in_a_line(
    tmp_path: Path, areas: tuple[str, ...], message: str
) -> None:
    with pytest.raises(SeedError, match=message) as caught:
        begin(tmp_path / "news", areas)
    assert len(str(caught.value).splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_there_already_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "news"
    inside = path / "mine.txt" if kind == "folder" else path
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("mine")
    with pytest.raises(SeedError, match=r"news: it is there already; name a new or an empty"):
        begin(path, ("GE", "LV"))
    assert inside.read_text() == "mine"
    assert [one.name for one in tmp_path.iterdir()] == ["news"]


def test_a_place_that_cannot_be_written_is_named_as_it_was_asked_for(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match=r"file/news: cannot be written: Not a directory; name a"):
        begin(tmp_path / "file" / "news", ("GE", "LV"))
    assert [one.name for one in tmp_path.iterdir()] == ["file"]


def test_a_full_disk_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run_out_of_room(path: Path, *_: object, **__: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", run_out_of_room)
    with pytest.raises(OSError, match=r"news: cannot be written: No space left on device"):
        begin(tmp_path / "news", ("GE", "LV"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt("no")], ids=repr)
def test_what_fails_while_it_is_furnished_leaves_nothing(
    tmp_path: Path, error: BaseException
) -> None:
    def fail(made: Path) -> None:
        assert (made / "indicators.toml").is_file()
        raise error

    with pytest.raises(type(error), match=str(error)):
        begin(tmp_path / "news", ("GE", "LV"), fail)
    assert list(tmp_path.iterdir()) == []
