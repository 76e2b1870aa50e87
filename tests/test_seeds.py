"""Sheets that break a rule are refused by name; sheets that hold are checked against originals."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from analysis.claims import Claim, Passage
from analysis.corpus import Corpus
from analysis.normalise import Reading, normalise
from analysis.seeds import Seeds, find_folder, load_catalogue, read_seeds
from analysis.seeds.checks import SeedError
from analysis.seeds.originals import complete, find_originals, verify
from analysis.seeds.sheet import Sheet

SHEET = "001_852b1ddc0fcc56e8.toml"
LAST = "004_8a98f36fc2d98f33.toml"
INDICATORS = "indicators.toml"


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    """A copy of the seeds that a test may break."""
    ignored = shutil.ignore_patterns("originals")
    return Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds", ignore=ignored))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def refusal(folder: Path) -> list[str]:
    """The faults that a folder is refused for, a line each."""
    with pytest.raises(SeedError, match=r"\S") as caught:
        read_seeds(folder)
    return str(caught.value).splitlines()


# Sheets and indicators that break a rule ----------------------------------------------------------

SHEETS = [
    (SHEET, "[source]", "[source", r"001_\S+\.toml: not valid TOML: .*line 1"),
    (SHEET, "based_on", "basedon", r"source: key is 'basedon'; allowed: file, sha256"),
    (
        SHEET,
        "[[set_aside]]",
        "[[aside]]",
        r"key is 'aside'; allowed: draft, reviewed, source",
    ),
    (SHEET, "published = 2024-08-19\n", "", r"source: published is missing; .*add it"),
    (SHEET, "2024-08-19\n", "2024-08-19T10:00:00\n", r"published is datetime.*allowed: a date"),
    (SHEET, "2024-08-19\n", '"19 August"\n', r"published is '19 August'; allowed: a date"),
    (SHEET, '"inferred: ', '"guessed: ', r"published_basis is 'guessed: .*'stated', or"),
    (SHEET, 'sha256 = "58', 'sha256 = "5Z', r"sha256 is '5Z.*64 hexadecimal digits"),
    (SHEET, 'file = "', 'file = "../', r"file is '\.\./001.*a file name, no folder"),
    (SHEET, 'file = "', 'file = "/', r"file is '/001.*a file name, no folder"),
    (SHEET, 'file = "', 'file = "a\\\\', r"file is 'a\\\\.*a file name, no folder"),
    (SHEET, 'file = "', 'file = "C:', r"file is 'C:001.*a file name, no folder"),
    (SHEET, "characters = 5515\n", "", r"characters is missing; .*verify --write"),
    (SHEET, "characters = 5515", "characters = true", r"characters is True; allowed: a whole"),
    (
        SHEET,
        "characters = 5515",
        "characters = -1",
        r"characters is -1; allowed: 0 to 1,000,000,000; ",
    ),
    (SHEET, "characters = 5515", f"characters = {10**22}", r"characters is 10{22}; allowed: 0 to"),
    (SHEET, "characters = 5515", "characters = 99", r"lies outside the original's 99"),
    (
        SHEET,
        "characters = 5515",
        'url = "ftp://x"\ncharacters = 5515',
        r"url is 'ftp://x'; allowed",
    ),
    (SHEET, 'id = "investment"', 'id = "Investment!"', r"figure Investment!: allowed in an id"),
    (SHEET, 'id = "investment"', 'id = "../investment"', r"figure \.\./investment: allowed in an"),
    (SHEET, 'id = "investment"', 'id = "learners"', r"figure learners: this id stands twice"),
    (SHEET, '"investment-position"', '"fdi"', r"figure investment: indicator is 'fdi'; allowed"),
    (SHEET, "at = 3432", "at = 3432.5", r"figure investment: at is 3432\.5; allowed: a whole"),
    (SHEET, "at = 3432", "at = -3", r"figure investment: .* at -3 lies outside the original's"),
    (SHEET, "at = 3432", "", r"figure investment: at is missing; .*verify --write"),
    (SHEET, "at = 3432", "at = 3370", r"overlap; each character belongs to one entry"),
    (SHEET, '"approximately $4.2 billion"', '""', r"figure investment: printed is empty"),
    (SHEET, '"approximately $4.2 billion"', '"   "', r"figure investment: printed is empty"),
    (SHEET, '"$2 billion"', '"a b c d e $2 billion"', r"figure turnover-2024-s1: "),
    (SHEET, '"$2 billion"', '"a b c d e f $2 billion"', r"printed has 8 words; allowed: 1 to"),
    (SHEET, '"$4.1 billion"', '"$4.1.2 billion"', r"figure turnover-2023: .*4\.1\.2.*mend"),
    (SHEET, '"$4.1 billion"', '"4.1 billion"', r"unit none does not fit trade-turnover"),
    (SHEET, '"$4.1 billion"', '"€4.1 billion"', r"unit EUR does not fit trade-turnover"),
    (SHEET, '"7.1%"', '"$7.1"', r"unit USD does not fit trade-turnover-growth"),
    (SHEET, '"380 units"', '"380 geese"', r"unit geese does not fit .*units, vehicles"),
    (SHEET, '"2023", at = 3246', '"2023ish", at = 3246', r"figure turnover-2023: .*2023ish"),
    (SHEET, '{ printed = "2023"', '{ print = "2023"', r"period: key is 'print'"),
    (SHEET, '{ printed = "2023", at = 3246 }', "2023", r"period is 2023; allowed: a table"),
    (SHEET, '{ printed = "2023", at = 3246 }', '"2023"', r"period is '2023'; allowed: a table"),
    (SHEET, 'change = { printed = "grew by", at = 3353 }', "", r"growth needs change = "),
    (SHEET, '"grew by"', '"sang by"', r"figure turnover-growth-2024-s1: .*sang by"),
    (SHEET, '"AZ-BA"', '"Baku"', r"ref_area is 'Baku'; allowed: an ISO 3166 code"),
    (SHEET, '"AZ-BA"', '"XX"', r"ref_area is 'XX'; allowed: an ISO 3166 code"),
    (SHEET, 'reason = "days of a month"', "", r"set_aside \d+: reason is missing"),
    (SHEET, "[source]", "draft = 1\n[source]", r"draft is 1; allowed: a yes or no"),
    (SHEET, "at = 3432", 'at = 3432\nstatus = "target"', r"status is 'target'; allowed: forecast"),
    (SHEET, "at = 3432", 'at = 3432\nread_as = "$4.2 billion"', r"read_as and because stand tog"),
    (SHEET, "at = 3432", 'at = 3432\nbecause = "a slip"', r"read_as and because stand together"),
    (SHEET, "at = 3432", 'at = 3432\nhedge = "about"', r"hedge is 'about'; allowed: a table"),
    (
        SHEET,
        "at = 3369",
        'at = 3369\nhedge = { printed = "sang of", at = 3300 }',
        r"figure turnover-2024-s1: .*sang of.*mend what the sheet quotes",
    ),
    (LAST, '[[figure]]\nid = "turnover"', 'figure = ["x"]\n[[f]]', r"004_\S+\.toml: "),
    (LAST, '[[figure]]\nid = "turnover"', '[figure]\nid = "turnover"', r"004_\S+\.toml: "),
]


@pytest.mark.parametrize(("name", "old", "new", "message"), SHEETS)
def test_a_broken_sheet_is_refused_by_file_entry_and_remedy(
    folder: Path, name: str, old: str, new: str, message: str
) -> None:
    edit(folder / name, old, new)
    with pytest.raises(SeedError, match=message):
        read_seeds(folder)


BROKEN_INDICATORS = [
    ('topic = "trade"', 'topic = "tirade"', r"topic is 'tirade'; allowed: tr"),
    ('measure = "flow"', 'measure = "river"', r"measure is 'river'; allowed: stock, flow, rate"),
    ('nouns = ["companies"]', "nouns = [1]", r"nouns is \[1\]; allowed: a words"),
    ('nouns = ["companies"]', 'examples = [""]', r"examples is \[''\]; allowed: a words"),
    ('from = ["visitor-arrivals"]', 'from = ["x"]', r"derivation \d: indicator is 'x'; allowed"),
    (
        'method = "ratio"',
        'method = "guess"',
        r"derivation \d: method is 'guess'; allowed: implied b",
    ),
    ('from = ["visitor-arrivals"]', "from = []", r"from names 0 indicators; .* computed from 1$"),
    (
        'from = ["visitor-arrivals"]',
        'from = ["visitor-arrivals", "trade-turnover"]',
        r"derivation \d: from names 2 indicators; 'share of the year before' is computed from 1$",
    ),
    (
        'from = ["russian-learners", "russian-school-pupils", "russian-second-language-learners"]',
        'from = ["russian-learners"]',
        r"derivation \d: from names 1 indicators; 'remainder' is computed from 2 or more",
    ),
    ('nouns = ["companies"]', f'nouns = "{"z" * 5000}"', r"nouns is 'z{118}…; allowed: a words"),
    ('from = ["visitor-arrivals"]', 'from = "x"', r"derivation \d: from is 'x'; allowed"),
    ('short = "Trade turnover"', f'short = "{"x" * 81}"', r"short has 81 characters; allowed: 80"),
    ('short = "Trade turnover"', 'shor = "x"', r"indicator trade-turnover: key is 'shor'; allowed"),
    ('ref_area = "RU"', 'ref_area = "Russia"', r"students-in-russia: ref_area is 'Russia'; allo"),
    (
        '"flow"\nref_area = "RU"',
        '"flow"\nref_area = "X"',
        r"indicator \S+: ref_area is 'X'; allowed",
    ),
    ("change = true", 'change = "yes"', r"change is 'yes'; allowed: a yes or no"),
    ("[topic.trade]\n", "[topic.trade]\ncolour = 1\n", r"topic trade: key is 'colour'; allowed"),
    ('label = "Trade"', "label = 3", r"topic trade: label is 3; allowed: a text"),
    ("[topic.trade]", '[area.Narnia]\nnames = ["x"]\n[topic.trade]', r"area Narnia is 'Narnia'"),
    ("[topic.trade]", "[area.GE]\nnames = 1\n[topic.trade]", r"area GE: names is 1; allowed: a wo"),
    ("[subject.visitors]", "[subject.sources]", r"subject sources: another chart or file has this"),
    ("[subject.visitors]", '[subject."../x"]', r"subject \.\./x is '\.\./x'; allowed: at most 64"),
    ('topic = "tourists"\nref_area', 'topic = "t"\nref_area', r"subject visitors: topic is 't'"),
    ("[topic.trade]", "x = 1\n[topic.trade]", r"indicators\.toml: key is 'x'; allowed: topic, "),
]


@pytest.mark.parametrize(("old", "new", "message"), BROKEN_INDICATORS)
def test_broken_indicators_are_refused_by_entry_and_remedy(
    folder: Path, old: str, new: str, message: str
) -> None:
    edit(folder / INDICATORS, old, new)
    with pytest.raises(SeedError, match=message):
        read_seeds(folder)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("/tmp/x", r"topic /tmp/x is '/tmp/x'; allowed: at most 31 of a-z"),
        ("../x", r"topic \.\./x is '\.\./x'; allowed: at most 31"),
        (".", r"topic \. is '\.'; allowed: at most 31"),
        ("a b", r"topic a b is 'a b'; allowed: at most 31"),
        ("t" * 32, r"is 't{32}'; allowed: at most 31"),
        ("sources", r"topic sources: another file has this name; choose another"),
        ("Set_Aside", r"topic Set_Aside: another file has this name; choose another"),
        ("codebook", r"topic codebook: another file has this name; choose another"),
        ("README", r"topic README: another file has this name; choose another"),
        ("timeline", r"topic timeline: another file has this name; choose another"),
        ("con", r"topic con: on some systems con is a device and no file; choose another"),
        ("LPT1", r"topic LPT1: on some systems LPT1 is a device and no file; choose another"),
        ("TRADE", r"topic TRADE: differs from trade in capitals alone; rename one"),
    ],
)
def test_a_topic_whose_name_could_be_no_file_of_its_own_is_refused(
    folder: Path, code: str, message: str
) -> None:
    path = folder / INDICATORS
    path.write_text(path.read_text("utf-8") + f'\n[topic."{code}"]\nlabel = "Own"\n', "utf-8")
    with pytest.raises(SeedError, match=message):
        read_seeds(folder)


def test_a_topic_of_the_longest_name_is_read(folder: Path) -> None:
    path = folder / INDICATORS
    path.write_text(path.read_text("utf-8") + f"\n[topic.{'t' * 31}]\nlabel = 'Own'\n", "utf-8")
    assert "t" * 31 in read_seeds(folder).catalogue.topics


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("-x_1.toml", r"name up to its first _ is '-x'; allowed: at most 32"),
        ("a b_1.toml", r"name up to its first _ is 'a b'; allowed: at most 32"),
        ("é_1.toml", r"name up to its first _ is 'é'; allowed: at most 32"),
        (f"{'9' * 33}_1.toml", r"name up to its first _ is '9{33}'; allowed: at most 32"),
    ],
)
def test_a_sheet_whose_name_could_be_no_id_is_refused(
    folder: Path, name: str, message: str
) -> None:
    (folder / LAST).rename(folder / name)
    with pytest.raises(SeedError, match=message):
        read_seeds(folder)


@pytest.mark.parametrize("name", [INDICATORS, SHEET])
def test_a_file_that_is_not_utf8_is_refused(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"title = '\xff'")
    with pytest.raises(SeedError, match=rf"{name}: byte 9 is not UTF-8; save it as UTF-8"):
        read_seeds(folder)


@pytest.mark.parametrize("name", [INDICATORS, SHEET])
def test_toml_that_is_nested_without_end_is_refused_in_one_line(folder: Path, name: str) -> None:
    (folder / name).write_text("x = " + "[" * 9999 + "]" * 9999)
    assert len(refusal(folder)) == 1
    with pytest.raises(SeedError, match=rf"{name}: not valid TOML"):
        read_seeds(folder)


@pytest.mark.parametrize("again", ["004_again.toml", "s004_again.toml"])
def test_two_sheets_of_one_source_id_are_refused(folder: Path, again: str) -> None:
    shutil.copy(folder / LAST, folder / again)
    with pytest.raises(SeedError, match=r"two sheets begin with s?004_ \("):
        read_seeds(folder)


def test_one_article_in_two_sheets_is_refused(folder: Path) -> None:
    shutil.copy(folder / LAST, folder / "005_again.toml")
    with pytest.raises(SeedError, match=rf"005_again\.toml: .*the same text as {LAST}"):
        read_seeds(folder)


def test_all_faults_of_a_folder_are_told_at_once(folder: Path) -> None:
    edit(folder / SHEET, '"$4.1 billion"', '"4.1 billion"')
    edit(folder / SHEET, '"380 units"', '"380 geese"')
    edit(folder / SHEET, 'reason = "days of a month"', "")
    edit(folder / LAST, 'indicator = "trade-turnover"', 'indicator = "turnover"')
    lines = refusal(folder)
    faulty = ["figure other-vehicles", "figure turnover-2023", "set_aside 11", "figure turnover"]
    assert [line.split(": ")[1] for line in lines] == faulty


def test_all_faults_of_the_indicators_are_told_at_once(folder: Path) -> None:
    edit(folder / INDICATORS, 'measure = "flow"', 'measure = "river"')
    edit(folder / INDICATORS, 'label = "Trade"', "label = 3")
    edit(folder / INDICATORS, 'from = ["visitor-arrivals"]', 'from = ["x"]')
    assert len(refusal(folder)) == 3


# Text that every file can hold --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("\\u0007", r"U\+0007"),
        ("\\u001b[31m", r"U\+001B"),
        ("\\u0000", r"U\+0000"),
        ("\\u009f", r"U\+009F"),
        ("\\ufffe", r"U\+FFFE"),
        ("\\ufdd0", r"U\+FDD0"),
    ],
)
@pytest.mark.parametrize("key", ["title", "reason"])
def test_a_control_character_is_refused_by_its_name(
    folder: Path, key: str, written: str, named: str
) -> None:
    edit(folder / LAST, "published =", 'title = "Two"\npublished =')
    edit(folder / LAST, f'{key} = "', f'{key} = "{written}')
    with pytest.raises(SeedError, match=rf"{key} holds {named} \(.*\), which no picture.*take it"):
        read_seeds(folder)


def test_line_ends_and_tabs_become_spaces(folder: Path) -> None:
    edit(folder / LAST, "published =", 'title = "One\\r\\ntwo\\tthree\\rfour "\npublished =')
    assert read_seeds(folder).sources[-1].title == "One two three four"


@pytest.mark.parametrize(
    ("key", "most"), [("title", 400), ("publisher", 200), ("based_on", 200), ("url", 2000)]
)
def test_a_text_that_fits_on_no_page_is_refused(folder: Path, key: str, most: int) -> None:
    begin = "https://" if key == "url" else ""
    text = begin + "x" * (most - len(begin))
    edit(folder / LAST, "published =", f'{key} = "{text}"\npublished =')
    assert getattr(read_seeds(folder).sources[-1], key) == text
    edit(folder / LAST, text, text + "x")
    with pytest.raises(SeedError, match=rf"{key} has {most + 1} characters; allowed: {most}; sho"):
        read_seeds(folder)


# What a sheet may say -----------------------------------------------------------------------------

OWN_INDICATORS = """
[topic]
fish = "Fish"

[topic.birds]
label = "Birds"
question = "How many birds?"

[area.GE]
names = ["Georgia", "Georgian"]

[subject.storks]
topic = "birds"
ref_area = "GE"
counterpart_area = "_Z"
question = "How many storks are left?"

[indicator.storks]
topic = "birds"
label = "Storks that nest in Georgia"
short = "Storks"
unit = "storks"
nouns = ["storks"]
measure = "stock"
ref_area = "GE"
counterpart_area = "_Z"
definition = "Storks with a nest."
standard = "none"
caution = "Nests are counted, and doubled."
examples = ["There were 40 storks by the river."]

[indicator.exports]
topic = "fish"
label = "Fish sold to Latvia"
unit = "USD"
measure = "flow"
ref_area = "GE"
counterpart_area = "LV"
definition = "Fish."
standard = "none"
"""
ARTICLE = (
    "In 2019 the storks did not reach 400 storks. By 2030 there are to be 900. "
    "Fish worth $5 million left in 2021, at 3,5 dollars. It was 1999 again."
)
OWN_SHEET = f"""
[source]
file = "900_own.txt"
sha256 = "{"0" * 64}"
characters = {len(ARTICLE)}
published = 2022-01-05
published_basis = "stated"

[[figure]]
id = "storks"
printed = "400 storks"
at = {ARTICLE.index("400")}
indicator = "storks"
hedge = {{ printed = "did not reach", at = {ARTICLE.index("did")} }}

[[figure]]
id = "target"
printed = "900"
at = {ARTICLE.index("900")}
indicator = "storks"
status = "forecast"
period = {{ printed = "2030", at = {ARTICLE.index("2030")} }}

[[figure]]
id = "price"
printed = "3,5 dollars"
at = {ARTICLE.index("3,5")}
indicator = "exports"
read_as = "$3.5"
because = "A comma for a point, as elsewhere in this paper."

[[set_aside]]
printed = "$5 million"
at = {ARTICLE.index("$5")}
reason = "not of these topics"
period = {{ printed = "2021", at = {ARTICLE.index("2021")} }}
"""


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder of one sheet on an article in our own words, which uses every key."""
    (tmp_path / INDICATORS).write_text(OWN_INDICATORS, "utf-8")
    (tmp_path / "900_own.toml").write_text(OWN_SHEET, "utf-8")
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / "900_own.txt").write_text(ARTICLE, "utf-8")
    return tmp_path


def claim_of(seeds: Seeds, name: str) -> Claim:
    return next(claim for claim in seeds.claims if claim.id == name)


def test_a_hedge_apart_from_its_number_is_read_with_it(own: Path) -> None:
    claim = claim_of(read_seeds(own), "900/storks")
    assert (claim.comparator, claim.amount.lower, claim.amount.upper) == ("<", None, Decimal(400))
    assert claim.hedge is not None
    assert (claim.hedge.printed, claim.printed) == ("did not reach", "400 storks")


def test_a_forecast_has_the_status_of_one(own: Path) -> None:
    claims = read_seeds(own).claims
    assert [(claim.obs_status, claim.forecast) for claim in claims] == [
        ("V", False),
        ("F", True),
        ("V", False),
    ]


def test_what_a_person_read_a_print_as_is_kept_with_the_reason(own: Path) -> None:
    claim = claim_of(read_seeds(own), "900/price")
    assert claim.amount.value == Decimal("3.5")
    assert (claim.printed, claim.read_as) == ("3,5 dollars", "$3.5")
    assert claim.because == "A comma for a point, as elsewhere in this paper."


def test_a_draft_is_left_out_and_named(own: Path) -> None:
    (own / "901_draft.toml").write_text("draft = true\nnonsense = 3\n", "utf-8")
    seeds = read_seeds(own)
    assert [sheet.source.number for sheet in seeds.sheets] == ["900"]
    assert seeds.drafts == ("901_draft.toml",)
    edit(own / "901_draft.toml", "true", "false")
    with pytest.raises(SeedError, match=r"901_draft\.toml: key is 'nonsense'"):
        read_seeds(own)


def test_the_period_of_a_number_set_aside_is_accounted_for(own: Path) -> None:
    (sheet,) = read_seeds(own).sheets
    assert [passage.printed for passage in sheet.other_periods] == ["2021"]
    left = [line for line in verify(sheet, own / "originals") if "accounted" in line]
    assert [line.split("'")[1] for line in left] == ["2019", "1999"]


def test_a_source_id_is_text_where_its_number_is_none(own: Path) -> None:
    (source,) = read_seeds(own).sources
    assert (source.number, source.id, source.account) == ("900", "s900", "s900")


def test_topics_areas_and_subjects_are_data(own: Path) -> None:
    catalogue = read_seeds(own).catalogue
    topics = [(one.code, one.label, one.question) for one in catalogue.topics.values()]
    assert topics == [("fish", "Fish", None), ("birds", "Birds", "How many birds?")]
    assert catalogue.names == {"GE": ("Georgia", "Georgian")}
    (subject,) = catalogue.subjects
    assert (subject.name, subject.question) == ("storks", "How many storks are left?")
    storks, exports = catalogue.indicators.values()
    assert (storks.name, exports.name) == ("Storks", "Fish sold to Latvia")
    assert storks.caution == "Nests are counted, and doubled."
    assert storks.examples == ("There were 40 storks by the river.",)
    assert (storks.counted, exports.counted) == (True, False)


def test_a_subject_takes_its_name_and_question_from_the_data(own: Path) -> None:
    subjects = {subject.name: subject.question for subject in Corpus(own).subjects}
    assert subjects == {"fish": "Fish", "storks": "How many storks are left?"}


def test_a_fall_is_read_as_a_negative_growth(folder: Path) -> None:
    edit(folder / SHEET, '"grew by"', '"fell by"')
    claim = next(claim for claim in read_seeds(folder).claims if claim.change)
    ends = claim.amount.lower, claim.amount.value, claim.amount.upper
    assert [str(end) for end in ends] == ["-7.15", "-7.1", "-7.05"]


def test_the_hedge_of_a_fall_turns_round(folder: Path) -> None:
    edit(folder / SHEET, '"grew by"', '"fell by"')
    edit(folder / SHEET, '"7.1%"', '">7.1%"')
    claim = next(claim for claim in read_seeds(folder).claims if claim.change)
    assert (claim.comparator, claim.amount.lower) == ("<", None)
    assert claim.amount.upper == Decimal("-7.1")


# Whatever stands where it should not --------------------------------------------------------------

ODD = [3, -1, 10**30, 1.5, float("nan"), True, "x", "", "\u0000", "x" * 2000, [], [3], [[]], {}]
ODD += [{"printed": 3}, [{"printed": "x", "at": 0}], date(2024, 1, 1), datetime(2024, 1, 1, 3)]


def places(document: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value of a document, tables and lists included."""
    if above:
        yield above
    if isinstance(document, dict | list):
        for key in document if isinstance(document, dict) else range(len(document)):
            yield from places(document[key], (*above, key))


def changed(document: Any, place: tuple[Any, ...], value: object) -> Any:
    """A copy of a document with one value put into another's place."""
    copy = deepcopy(document)
    *above, last = place
    reduce(lambda inside, key: inside[key], above, copy)[last] = value
    return copy


def variants(path: Path) -> Iterator[None]:
    """Write a file with each value of it made each odd one."""
    document = tomllib.loads(path.read_text("utf-8"))
    for place in places(document):
        for value in ODD:
            path.write_text(tomlkit.dumps(changed(document, place, value)), "utf-8")
            yield


def refused(call: Callable[[], object]) -> list[str]:
    """The faults that something is refused for; none where it is not, and no other error."""
    try:
        call()
    except SeedError as error:
        return str(error).splitlines() or ["it is not said why"]
    return []


@pytest.mark.parametrize("name", [INDICATORS, "900_own.toml"])
def test_any_value_in_any_place_is_read_or_refused_in_lines_that_name_the_file(
    own: Path, name: str
) -> None:
    told = [line for _ in variants(own / name) for line in refused(lambda: read_seeds(own))]
    assert len(told) > 300
    named = ("indicators.toml: ", "900_own.toml: ")
    assert [line for line in told if not line.startswith(named)] == []


def test_any_value_in_any_place_is_filled_in_or_refused_in_one_line(own: Path) -> None:
    path = own / "900_own.toml"
    told = [refused(lambda: complete(path, own / "originals")) for _ in variants(path)]
    assert [lines for lines in told if len(lines) > 1] == []
    assert {lines[0].partition(": ")[0] for lines in told if lines} == {"900_own.toml"}


# Where folders are found --------------------------------------------------------------------------


def test_the_seeds_folder_is_named_or_found(
    folder: Path, checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ARTICLE_FIGURES_SEEDS", raising=False)
    assert find_folder() == checkout / "seeds"
    monkeypatch.setenv("ARTICLE_FIGURES_SEEDS", str(folder))
    assert find_folder() == folder
    assert find_folder(checkout / "seeds") == checkout / "seeds"
    with pytest.raises(SeedError, match=r"nowhere: no seeds folder here .* --seeds DIR"):
        find_folder(tmp_path / "nowhere")


def test_where_there_is_no_seeds_folder_nothing_is_proposed(tmp_path: Path) -> None:
    assert load_catalogue(tmp_path).indicators == {}


def test_the_folder_of_originals_is_named_or_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    assert find_originals(folder) is None
    (folder / "originals").mkdir()
    assert find_originals(folder) == folder / "originals"
    with pytest.raises(SeedError, match=r"nowhere: no such folder of originals; mend"):
        find_originals(folder, tmp_path / "nowhere")


# Sheets held against their originals --------------------------------------------------------------


def differences(folder: Path, originals: Path) -> str:
    return "\n".join(
        line for sheet in read_seeds(folder).sheets for line in verify(sheet, originals)
    )


def test_the_five_sheets_agree_with_their_originals(originals: Path, checkout: Path) -> None:
    sheets = read_seeds(checkout / "seeds").sheets
    assert {sheet.source.id: verify(sheet, originals) for sheet in sheets} == {
        "s000": [],
        "s001": [],
        "s002": [],
        "s003": [],
        "s004": [],
    }


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("at = 3432", "at = 3431", "figure 001/investment: 'approximately $4.2 billion' should"),
        ("at = 3246", "at = 3247", "period of 001/turnover-2023: '2023' should stand at 3247"),
        ("at = 3353", "at = 3354", "change of 001/turnover-growth-2024-s1: 'grew by' should"),
        ("at = 4776", "at = 4775", "set aside 001 at 4775: '24-26' should stand at 4775"),
        ("$4.2 billion", "$4.3 billion", "'approximately $4.3 billion' should stand at 3432"),
        ('[[set_aside]]\nprinted = "24-26"\nat = 4776\nreason = "days of a month"', "", "'24-26'"),
        ('sha256 = "5', 'sha256 = "6', "001_852b1ddc0fcc56e8.txt: sha256 is 5823694807a4"),
        ("characters = 5515", "characters = 5516", "5515 characters, the sheet says 5516"),
    ],
)
def test_one_change_in_a_sheet_is_found(
    folder: Path, originals: Path, old: str, new: str, message: str
) -> None:
    edit(folder / SHEET, old, new)
    assert message in differences(folder, originals)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"Baku", b"Bakv", "sha256 is"),
        (b"$4.1 billion", b"$4.2 billion", "found '$4.2 billion'"),
        (b"oil and gas", b"oil and 6as", "'6as' at"),
        (b"oil and gas", b"oil and two", "'two' at"),
        (b"oil and gas", b"oil and \xbd s", "byte"),
        (b"oil and gas", "oil and ½ s".encode(), "'½' at"),
        (b"Based on materials", b"", "characters, the sheet says"),
    ],
)
def test_one_change_in_an_original_is_found(
    tmp_path: Path, originals: Path, checkout: Path, old: bytes, new: bytes, message: str
) -> None:
    texts = Path(shutil.copytree(originals, tmp_path / "texts", copy_function=shutil.copyfile))
    texts.chmod(0o755)
    path = texts / "001_852b1ddc0fcc56e8.txt"
    content = path.read_bytes()
    assert old in content
    path.write_bytes(content.replace(old, new, 1))
    assert message in differences(checkout / "seeds", texts)


def test_a_missing_original_is_found(tmp_path: Path, checkout: Path) -> None:
    sheet = read_seeds(checkout / "seeds").sheets[0]
    assert verify(sheet, tmp_path) == [
        f"000_d028c4612bca6d9e.txt: cannot be read in {tmp_path}: No such file or directory"
    ]


TEXT = (
    "Trade came to about $5.2 billion in 2021; it fell by 3.5 per cent. Losses were -$40 million "
    "or more. Exports exceeded 70 million euros, and $20–30 million were lent. At least 1,200 "
    "students came, and rates were 3.1 percent. Almost half of 900 schools closed."
)


@pytest.mark.parametrize(
    ("quoted", "whole"),
    [
        ("$5.2 billion", "about $5.2 billion"),
        ("about $5.2", "about $5.2 billion"),
        ("5.2 billion", "about $5.2 billion"),
        ("3.5", "3.5 per cent"),
        ("$40 million", "-$40 million or more"),
        ("-$40 million", "-$40 million or more"),
        ("70 million euros", "exceeded 70 million euros"),
        ("exceeded 70 million", "exceeded 70 million euros"),
        ("$20", "$20–30 million"),
        ("30 million", "$20–30 million"),
        ("1,200 students", "At least 1,200 students"),
        ("3.1", "3.1 percent"),
    ],
)
def test_a_quote_that_leaves_out_what_changes_it_is_found(
    own: Path, quoted: str, whole: str
) -> None:
    sheet = quoting(own, quoted)
    cut = [line for line in verify(sheet, own / "originals") if "is cut out of" in line]
    assert cut == [
        f"figure 900/x: {quoted!r} is cut out of {whole!r}; quote it whole "
        "(a hedge that stands apart goes into `hedge`)"
    ]


@pytest.mark.parametrize("quoted", ["about $5.2 billion", "At least 1,200", "900", "900 schools"])
def test_a_quote_may_leave_out_the_noun_alone(own: Path, quoted: str) -> None:
    lines = verify(quoting(own, quoted), own / "originals")
    assert [line for line in lines if "is cut out of" in line] == []


def quoting(own: Path, quoted: str) -> Sheet:
    """A sheet on TEXT with one figure, whose quote is what is given."""
    (own / "originals" / "900_own.txt").write_text(TEXT, "utf-8")
    figure = f'id = "x"\nprinted = "{quoted}"\nat = {TEXT.index(quoted)}\nindicator = "any"\n'
    head = OWN_SHEET.partition("[[figure]]")[0].replace(f"= {len(ARTICLE)}", f"= {len(TEXT)}")
    (own / "900_own.toml").write_text(f"{head}[[figure]]\n{figure}", "utf-8")
    unit = normalise(quoted).unit
    noun = unit and unit.split()[-1].lower()
    path = own / INDICATORS
    text = path.read_text("utf-8")
    entry = text.partition("[indicator.exports]")[2].replace("USD", unit or "any")
    path.write_text(f'{text}\n[indicator.any]{entry}\nnouns = ["{noun or "any"}"]\n', "utf-8")
    (sheet,) = read_seeds(own).sheets
    return sheet


def shortened(printed: str) -> list[str]:
    """Every run of a quote's words, and every run that begins or ends within a word."""
    spots = range(len(printed) + 1)
    runs = {printed[i:j] for i in spots for j in spots if j > i and (i, j) != (0, len(printed))}
    return sorted(run for run in runs if run == run.strip())


def read_alone(printed: str) -> Reading | None:
    try:
        return normalise(printed)
    except ValueError:
        return None


def test_no_shortened_quote_of_the_sheets_that_reads_differently_passes(
    originals: Path, checkout: Path
) -> None:
    passed, tried = [], 0
    for sheet in read_seeds(checkout / "seeds").sheets:
        for claim in sheet.claims:
            assert claim.passage is not None
            whole = normalise(claim.printed)
            for part in shortened(claim.printed):
                reading = read_alone(part)
                if reading is None or same(reading, whole):
                    continue
                tried += 1
                at = claim.passage.at + claim.printed.index(part)
                passage = Passage(part, at, at + len(part))
                cut = [
                    replace(one, passage=passage) if one is claim else one for one in sheet.claims
                ]
                if not verify(replace(sheet, claims=tuple(cut)), originals):
                    passed.append((claim.id, part))
    assert tried > 100
    assert passed == []


def same(one: Reading, other: Reading) -> bool:
    """Whether two prints mean the same, the noun aside."""
    money = {"USD", "PT"}
    units = one.unit == other.unit or not {one.unit, other.unit} & money
    ends = [(r.value, r.lower, r.upper, r.comparator) for r in (one, other)]
    return units and ends[0] == ends[1]


# Offsets, digests and lengths filled in -----------------------------------------------------------

DRAFT_TEXT = "Exports rose to $5 million in 2021. Imports were €7 million, then €7 million again."
DRAFT = """# typed by hand
[source]
file = "900_own.txt"  # our own words
published = 2022-01-05
published_basis = "stated"

[[figure]]
printed = "$5 million"
id = "exports"
period = { printed = "2021" }
change = { printed = "rose" }
"""


@pytest.fixture
def own_article(tmp_path: Path) -> Path:
    (tmp_path / "900_own.txt").write_text(DRAFT_TEXT, encoding="utf-8")
    (tmp_path / "900_own.toml").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def test_offsets_digest_and_length_are_filled_in_and_the_rest_is_kept(own_article: Path) -> None:
    text = complete(own_article / "900_own.toml", own_article)
    assert "# typed by hand" in text
    assert "# our own words" in text
    assert f"characters = {len(DRAFT_TEXT)}" in text
    for printed in ("$5", "2021", "rose"):
        assert f"at = {DRAFT_TEXT.index(printed)}" in text
    assert text.count("sha256") == 1
    (own_article / "900_own.toml").write_text(text, encoding="utf-8")
    assert complete(own_article / "900_own.toml", own_article) == text


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("$5 million", "€7 million", r"figure exports: '€7 million' stands 2 times .*write the ri"),
        ("$5 million", "5 millions", r"figure exports: '5 millions' stands 0 times .*mend `print"),
        ("$5 million", "$5 mill", r"'\$5 mill' stands 0 times"),
        ('"2021"', '"202"', r"'202' stands 0 times"),
        ("900_own.txt", "901_own.txt", r"900_own\.toml: .*901_own\.txt: No such file"),
        ('"900_own.txt"', '"../900_own.txt"', r"file is '\.\./900_own\.txt'; allowed: a file name"),
        ('"900_own.txt"', '"/etc/passwd"', r"file is '/etc/passwd'; allowed: a file name"),
        ('"900_own.txt"', '"a\\u0000b"', r"file is 'a\\x00b'; allowed: a file name"),
        ('"900_own.txt"', '""', r"file is ''; allowed: a file name, no folder"),
        ('"900_own.txt"', "3", r"source: file is 3; allowed: a text"),
        ("[source]", "[sauce]", r"900_own\.toml: no readable \[source\]"),
        ("[source]", "[source", r"900_own\.toml: no readable \[source\]"),
        ("# typed by hand\n[source]", "source = 3\n[x]", r"900_own\.toml: no readable \[source\]"),
        ('{ printed = "2021" }', '"2023"', r"figure exports: found '2023'; allowed: \{ printed"),
        ('{ printed = "2021" }', "{ at = 3 }", r"figure exports: found \{'at': 3\}; allowed: \{"),
        ('printed = "$5 million"', "printed = 5", r"figure exports: found .*allowed: \{ printed"),
        ("[[figure]]", "[figure]", r"900_own\.toml: figure is no list; allowed: \[\[figure\]\]"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(
    own_article: Path, old: str, new: str, message: str
) -> None:
    edit(own_article / "900_own.toml", old, new)
    with pytest.raises(SeedError, match=message) as caught:
        complete(own_article / "900_own.toml", own_article)
    assert len(str(caught.value).splitlines()) == 1


def test_toml_that_is_nested_without_end_is_not_filled_in(own_article: Path) -> None:
    path = own_article / "900_own.toml"
    path.write_text(DRAFT + "x = " + "[" * 9999 + "]" * 9999)
    with pytest.raises(SeedError, match=r"900_own\.toml: no readable \[source\]"):
        complete(path, own_article)
