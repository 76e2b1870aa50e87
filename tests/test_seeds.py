"""Sheets that break a rule are refused by name; sheets that hold are checked against originals."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analysis.seeds import complete, find_folder, find_originals, load, verify
from analysis.seeds.indicators import SeedError

SHEET = "001_852b1ddc0fcc56e8.toml"
LAST = "004_8a98f36fc2d98f33.toml"


@pytest.fixture
def folder(tmp_path: Path, checkout: Path) -> Path:
    """A copy of the seeds that a test may break."""
    return Path(shutil.copytree(checkout / "seeds", tmp_path / "seeds"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (SHEET, "[source]", "[source", r"001_\S+\.toml: not valid TOML: .*line 1"),
        (SHEET, "based_on", "basedon", r"source: key is 'basedon'; allowed: file, sha256"),
        (SHEET, "[[set_aside]]", "[[aside]]", r"key is 'aside'; allowed: source, figure"),
        (SHEET, "published = 2024-08-19\n", "", r"source: published is missing; .*add it"),
        (SHEET, "2024-08-19\n", "2024-08-19T10:00:00\n", r"published is datetime.*allowed: a date"),
        (SHEET, "2024-08-19\n", '"19 August"\n', r"published is '19 August'; allowed: a date"),
        (SHEET, '"inferred: ', '"guessed: ', r"published_basis is 'guessed: .*'stated', or"),
        (SHEET, 'sha256 = "58', 'sha256 = "5Z', r"sha256 is '5Z.*64 hexadecimal digits"),
        (SHEET, 'file = "', 'file = "../', r"file is '\.\./001.*a file name, no folder"),
        (SHEET, "characters = 5515\n", "", r"characters is missing; .*verify --write"),
        (SHEET, "characters = 5515", "characters = true", r"characters is True; allowed: a whole"),
        (SHEET, "characters = 5515", "characters = 99", r"lies outside the original's 99"),
        (SHEET, 'id = "investment"', 'id = "Investment!"', r"figure Investment!: allowed in an id"),
        (SHEET, 'id = "investment"', 'id = "learners"', r"figure learners: this id stands twice"),
        (
            SHEET,
            '"investment-position"',
            '"fdi"',
            r"figure investment: indicator is 'fdi'; allowed",
        ),
        (SHEET, "at = 3432", "at = 3432.5", r"figure investment: at is 3432\.5; allowed: a whole"),
        (SHEET, "at = 3432", "", r"figure investment: at is missing; .*verify --write"),
        (SHEET, "at = 3432", "at = 3370", r"overlap; each character belongs to one entry"),
        (SHEET, '"approximately $4.2 billion"', '""', r"figure investment: printed is empty"),
        (SHEET, '"approximately $4.2 billion"', '"   "', r"printed has 0 words; allowed: 1 to 7"),
        (SHEET, '"$2 billion"', '"a b c d e $2 billion"', r"figure turnover-2024-s1: "),
        (SHEET, '"$2 billion"', '"a b c d e f $2 billion"', r"printed has 8 words; allowed: 1 to"),
        (SHEET, '"$4.1 billion"', '"$4.1.2 billion"', r"figure turnover-2023: .*4\.1\.2.*mend"),
        (SHEET, '"$4.1 billion"', '"4.1 billion"', r"unit none does not fit trade-turnover"),
        (SHEET, '"$4.1 billion"', '"€4.1 billion"', r"unit EUR does not fit trade-turnover"),
        (SHEET, '"7.1%"', '"$7.1"', r"unit USD does not fit trade-turnover-growth"),
        (SHEET, '"380 units"', '"380 geese"', r"unit geese does not fit .*units, vehicles"),
        (SHEET, '"2023", at = 3246', '"2023ish", at = 3246', r"figure turnover-2023: .*2023ish"),
        (SHEET, '{ printed = "2023"', '{ print = "2023"', r"period: key is 'print'"),
        (
            SHEET,
            'period = { printed = "2023", at = 3246 }',
            "period = 2023",
            r"period is 2023; all",
        ),
        (SHEET, 'change = { printed = "grew by", at = 3353 }', "", r"growth needs change = "),
        (SHEET, '"grew by"', '"sang by"', r"figure turnover-growth-2024-s1: .*sang by"),
        (SHEET, '"AZ-BA"', '"Baku"', r"ref_area is 'Baku'; allowed: an ISO 3166 code"),
        (SHEET, 'reason = "days of a month"', "", r"set_aside \d+: reason is missing"),
        (LAST, '[[figure]]\nid = "turnover"', 'figure = ["x"]\n[[f]]', r"004_\S+\.toml: "),
        (
            "indicators.toml",
            'topic = "trade"',
            'topic = "tirade"',
            r"topic is 'tirade'; allowed: tr",
        ),
        (
            "indicators.toml",
            'measure = "flow"',
            'measure = "river"',
            r"measure is 'river'; allowed",
        ),
        ("indicators.toml", 'nouns = ["companies"]', "nouns = [1]", r"nouns is \[1\]; allowed"),
        ("indicators.toml", 'from = ["visitor-arrivals"]', 'from = ["x"]', r"derivation \d: indic"),
    ],
)
def test_a_broken_sheet_is_refused_by_file_entry_and_remedy(
    folder: Path, name: str, old: str, new: str, message: str
) -> None:
    edit(folder / name, old, new)
    with pytest.raises(SeedError, match=message):
        load(folder)


def test_a_sheet_that_is_not_utf8_is_refused(folder: Path) -> None:
    (folder / SHEET).write_bytes(b"title = '\xff'")
    with pytest.raises(SeedError, match=r"001_\S+: byte 9 is not UTF-8"):
        load(folder)


def test_two_sheets_of_one_source_id_are_refused(folder: Path) -> None:
    shutil.copy(folder / LAST, folder / "004_again.toml")
    with pytest.raises(SeedError, match=r"two sheets begin with 004_"):
        load(folder)


def test_a_fall_is_read_as_a_negative_growth(folder: Path) -> None:
    edit(folder / SHEET, '"grew by"', '"fell by"')
    figure = next(f for f in load(folder).figures if f.change)
    ends = figure.reading.lower, figure.reading.value, figure.reading.upper
    assert [str(end) for end in ends] == ["-7.15", "-7.1", "-7.05"]


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


def test_the_folder_of_originals_is_named_or_found(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SEED_ORIGINALS", raising=False)
    assert find_originals(folder) is None
    (folder / "originals").mkdir()
    assert find_originals(folder) == folder / "originals"
    with pytest.raises(SeedError, match=r"nowhere: no such folder of originals; mend"):
        find_originals(folder, tmp_path / "nowhere")


def test_the_five_sheets_agree_with_their_originals(originals: Path) -> None:
    seeds = load()
    assert {source.id: verify(seeds, source, originals) for source in seeds.sources} == {
        "000": [],
        "001": [],
        "002": [],
        "003": [],
        "004": [],
    }


def differences(folder: Path, originals: Path) -> str:
    seeds = load(folder)
    return "\n".join(line for source in seeds.sources for line in verify(seeds, source, originals))


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


def test_a_missing_original_is_found(tmp_path: Path) -> None:
    seeds = load()
    assert verify(seeds, seeds.sources[0], tmp_path) == [
        f"000_d028c4612bca6d9e.txt: cannot be read in {tmp_path}: No such file or directory"
    ]


ARTICLE = "Exports rose to $5 million in 2021. Imports were €7 million, then €7 million again."
DRAFT = """# typed by hand
[source]
file = "900_own.txt"  # our own words
published = 2022-01-05
published_basis = "stated"

[[figure]]
printed = "$5 million"
id = "exports"
period = { printed = "2021" }
"""


@pytest.fixture
def own_article(tmp_path: Path) -> Path:
    (tmp_path / "900_own.txt").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "900_own.toml").write_text(DRAFT, encoding="utf-8")
    return tmp_path


def test_offsets_digest_and_length_are_filled_in_and_the_rest_is_kept(own_article: Path) -> None:
    text = complete(own_article / "900_own.toml", own_article)
    assert "# typed by hand" in text
    assert "# our own words" in text
    assert f"characters = {len(ARTICLE)}" in text
    assert f"at = {ARTICLE.index('$5')}" in text
    assert f"at = {ARTICLE.index('2021')}" in text
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
        ("[source]", "[sauce]", r"900_own\.toml: no readable \[source\]"),
        ("[source]", "[source", r"900_own\.toml: no readable \[source\]"),
    ],
)
def test_what_cannot_be_filled_in_is_refused(
    own_article: Path, old: str, new: str, message: str
) -> None:
    edit(own_article / "900_own.toml", old, new)
    with pytest.raises(SeedError, match=message):
        complete(own_article / "900_own.toml", own_article)
