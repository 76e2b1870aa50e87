"""Measure `analysis.read`: speed, memory, hostile inputs, and the originals against their sheets.

    python tests/benchmarks/reading.py [--gold NEWSQUANT.json] [--originals DIR] [--fuzz N]

The defaults are $NEWSQUANT and $SEED_ORIGINALS. Without a gold file, our own test sentences are
timed. quantulum3 is timed beside `read` where it is installed.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
import tracemalloc
from functools import partial
from pathlib import Path

import analysis
from analysis.normalise import normalise
from analysis.reading import read_figures
from analysis.seeds import read_seeds

CASES = Path(__file__).resolve().parents[1] / "cases"
HOSTILE = [
    *("9", "$", "over ", "1,1,", "seven ", "5 ", "a ", "half ", "(", "-", "٣", "May 5 ", "://"),
    "$5 bn trade turnover Russia Azerbaijan ",
    "the same period of 2021 ",
]


def seconds(run):
    """CPU seconds of one call; other work on the machine hardly shows in it."""
    start = time.process_time()
    run()
    return time.process_time() - start


def articles(gold):
    """Thirty texts of twenty sentences each, repeated where the file holds fewer."""
    if gold:
        sentences = [item["text"] for item in json.loads(Path(gold).read_text(encoding="utf-8"))]
    else:
        lines = (CASES / "sentences.csv").read_text(encoding="utf-8").splitlines()[2:]
        sentences = [line.split(";")[0] + "." for line in lines]
    texts = [" ".join(sentences[i : i + 20]) for i in range(0, len(sentences), 20)]
    return (texts * 30)[:30]


def measure_speed(texts):
    whole = "\n\n".join(texts)
    analysis.read(whole)
    ours = len(whole) / min(seconds(lambda: analysis.read(whole)) for _ in range(9))
    print(f"read            {ours:>12,.0f} characters a second, 30 articles in one text")
    single = len(whole) / min(seconds(lambda: [analysis.read(t) for t in texts]) for _ in range(5))
    print(f"read            {single:>12,.0f} characters a second, article by article")
    try:
        from quantulum3 import parser
    except ImportError:
        print("quantulum3      not installed (the `bench` extra)")
        return
    parser.parse(texts[0])
    some = texts[:8]
    theirs = sum(map(len, some)) / seconds(lambda: [parser.parse(text) for text in some])
    print(
        f"quantulum3      {theirs:>12,.0f} characters a second; read is {ours / theirs:.0f} times"
    )


def measure_memory(texts):
    text = ("\n\n".join(texts) + "\n\n") * 200
    text = text[:10_000_000]
    tracemalloc.start()
    frame = analysis.read(text)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    print(f"memory          {peak / len(text):>12.1f} times a 10 MB text; {len(frame):,} figures")


def measure_hostile():
    print(f"{'hostile input':<16}{'0.5 MB':>8}{'1 MB':>8}{'ratio':>7}")
    for unit in HOSTILE:
        whole = unit * (1_000_000 // len(unit))
        half = seconds(partial(analysis.read, whole[:500_000]))
        full = seconds(partial(analysis.read, whole))
        print(f"{unit[:14]!r:<16}{half:>7.2f}s{full:>7.2f}s{full / max(half, 1e-3):>7.1f}")


def measure_fuzz(count):
    """Splices of figure words: what a sheet would read otherwise, and what overlaps."""
    words = [line.split(";")[0] for line in (CASES / "readings.csv").read_text("utf-8").split("\n")]
    pieces = [*" ".join(words).split(), *",.()-", "to", "and", "in 2023", "\n"]
    rng, totals = random.Random(1), dict.fromkeys(("figures", "differ", "overlap"), 0)
    for _ in range(count):
        text = rng.choice(["", " "]).join(rng.choices(pieces, k=rng.randrange(1, 25)))
        done = 0
        for figure in read_figures(text):
            totals["figures"] += 1
            totals["overlap"] += figure.start < done
            done = figure.end
            alone = normalise(figure.printed, hedge=figure.hedge_printed)
            totals["differ"] += alone != figure.reading
    print(f"fuzz            {count:>12,} texts: {totals}")


def measure_originals(folder):
    """Hold what is read against the reviewed sheets, and print each difference."""
    seeds = read_seeds()
    right = dict.fromkeys(("figure", "period", "indicator"), 0)
    for source in seeds.sources:
        path = Path(folder) / source.file
        text = path.read_bytes().decode("utf-8")
        frame = analysis.read(text, source.published)
        rows = frame.to_dict("records")
        own = [figure for figure in seeds.claims if figure.source.id == source.id]
        matched = set()
        for figure in own:
            start, end = figure.passage.at, figure.passage.end
            row = next((r for r in rows if r["start"] < end and start < r["end"]), None)
            matched.add(id(row))
            same = row is not None and same_reading(row, figure)
            period = same and same_period(row, figure)
            named = same and row["indicator"] == figure.indicator.code
            for key, good in zip(right, (same, period, named), strict=True):
                right[key] += good
            if not (same and period and named):
                print(
                    f"  {figure.id}: {figure.passage.printed!r}; read: {row and row['printed']!r}"
                )
        extra = [row["printed"] for row in rows if id(row) not in matched]
        print(f"{source.id}: {len(own)} figures in the sheet; also read: {extra}")
    total = len(seeds.claims)
    print(", ".join(f"{key} right {count}/{total}" for key, count in right.items()))


def same_reading(row, claim):
    # A row has the amount as printed; a claim of a fall has its sign.
    amount = -claim.amount if claim.change and claim.amount.value < 0 else claim.amount
    numbers = [(row[key], getattr(amount, key)) for key in ("value", "lower", "upper")]
    agree = all(
        (a != a) if b is None else abs(a - float(b)) < 1e-6 * abs(a or 1) for a, b in numbers
    )
    return agree and row["comparator"] == claim.comparator


def same_period(row, figure):
    period = figure.period
    if period is None:
        return row["freq"] != row["freq"]
    printed = None if row["time_period"] != row["time_period"] else row["time_period"]
    return (printed, row["freq"]) == (period.time_period, period.freq)


def measure_newsquant(gold):
    """Write predictions and have the scorer that lies beside the gold file score them."""
    scorer = Path(gold).with_name("newsquant_score.py")
    predictions = Path("build") / "newsquant.json"
    predictions.parent.mkdir(exist_ok=True)
    adapter = Path(__file__).with_name("newsquant.py")
    run = partial(subprocess.run, check=True)
    run([sys.executable, adapter, "--gold", gold, "--out", predictions])
    if scorer.is_file():
        run([sys.executable, scorer, gold, predictions])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--gold", default=os.environ.get("NEWSQUANT"))
    parser.add_argument("--originals", default=os.environ.get("SEED_ORIGINALS"))
    parser.add_argument("--fuzz", type=int, default=100_000)
    args = parser.parse_args()
    if args.gold:
        measure_newsquant(args.gold)
    texts = articles(args.gold)
    measure_speed(texts)
    measure_memory(texts)
    measure_hostile()
    measure_fuzz(args.fuzz)
    if args.originals:
        measure_originals(args.originals)


if __name__ == "__main__":
    main()
