"""Print how fast the library is, as ratios of what the same run measured beside it.

    python tests/benchmarks/speed.py [--runs 7] [--notebooks]

Machines differ and are shared, so each figure stands beside a yardstick that was timed in turn with
it: bare pandas, bare matplotlib, bare nbclient. Medians are printed.
"""

from __future__ import annotations

import argparse
import io
import itertools
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import analysis
from analysis import report
from analysis.charts import layout
from analysis.charts.chart import Chart
from analysis.corpus import Corpus
from analysis.evidence import embedding
from analysis.evidence.pictures import trace_pictures
from analysis.evidence.tracing import trace

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / "tests"))
from corpora import write_corpus  # noqa: E402

CACHE = CHECKOUT / "build" / "bytecode"


def seconds(task: Callable[[], object]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int) -> list[float]:
    """Median seconds of two tasks, timed one after the other so that noise strikes both."""
    pairs = [(seconds(first), seconds(second)) for _ in range(runs + 1)][1:]
    return [median(column) for column in zip(*pairs, strict=True)]


def python(*words: str) -> Callable[[], object]:
    # Whatever this machine says of byte code, it is cached, as on a machine in daily use.
    cached = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(CACHE)}
    return lambda: subprocess.run(
        [sys.executable, *words],
        check=True,
        cwd=CHECKOUT,
        capture_output=True,
        env={**os.environ, **cached},
    )


def measure_import(runs: int) -> None:
    ours, pandas = in_turn(python("-c", "import analysis"), python("-c", "import pandas"), runs)
    print(
        f"import analysis     {ours:7.3f} s   import pandas {pandas:.3f} s"
        f"   over {ours - pandas:.3f} s"
    )


def measure_tables(runs: int) -> None:
    def everything(folder: Path | None = None) -> None:
        news = Corpus(folder)
        for topic in news.topics:
            news.table(topic)
        news.derived_table()
        news.agreement()

    first = seconds(everything)
    again = median(seconds(everything) for _ in range(runs))
    print(f"sheets to tables    {first * 1000:7.0f} ms first   {again * 1000:.0f} ms again")
    with tempfile.TemporaryDirectory() as folder:
        many = write_corpus(Path(folder) / "many", sheets=1000)
        print(f"of a thousand sheets {seconds(lambda: everything(many)):6.1f} s")


def measure_size(sizes: tuple[int, ...] = (50, 200)) -> None:
    """How `figures report` grows with the number of sheets, step by step."""
    for sheets in sizes:
        with tempfile.TemporaryDirectory() as folder:
            news = Corpus(write_corpus(Path(folder) / "seeds", sheets=sheets))
            spent: dict[str, float] = {}
            for name, do in report.report_steps(news, Path(folder)):
                kind = name.partition(" ")[0]
                spent[kind] = spent.get(kind, 0) + seconds(do)
            parts = ", ".join(f"{kind} {length:.1f}" for kind, length in spent.items())
            print(f"{sheets:4} sheets         {sum(spent.values()):7.1f} s: {parts}")


def measure_charts(runs: int) -> None:
    news = analysis.load()
    for preset, name in itertools.product(layout.PRESETS, news.chart_names):
        chart = news.chart(name, preset=preset)
        for kind in report.FORMATS:

            def bare(chart: Chart = chart, kind: str = kind) -> None:
                with layout.style():
                    chart.figure.savefig(io.BytesIO(), format=kind)

            def ours(chart: Chart = chart, kind: str = kind) -> None:
                embedding.render(chart, kind)

            with_record, without = in_turn(ours, bare, runs if preset == "page" else 5)
            print(
                f"{f'{name}-{preset}.{kind}':<32}{with_record * 1000:6.0f} ms   bare matplotlib "
                f"{without * 1000:4.0f} ms   ratio {with_record / without:.2f}"
            )


def measure_report(runs: int) -> None:
    """What the time of `figures report` goes to, and how long a file of its takes to trace."""
    news = analysis.load()
    with tempfile.TemporaryDirectory() as folder:
        steps = report.report_steps(news, Path(folder))
        spent = {name: seconds(do) for name, do in steps}
        print(f"figures report      {sum(spent.values()):7.1f} s, of which")
        for name, length in spent.items():
            print(f"  {name:<28}{length:6.1f} s   {length / sum(spent.values()):4.0%}")
        files = sorted((Path(folder) / "charts").glob("*.[ps][ndv][gf]"))
        longest = max(
            (median(seconds(lambda f=f: trace(f, news)) for _ in range(runs)), f.name)
            for f in files
        )
        print(f"figures trace       {longest[0] * 1000:7.0f} ms at most ({longest[1]})")
        for name in ("report.docx", "slides.pptx"):
            length = seconds(lambda name=name: trace_pictures(Path(folder, "report", name), news))
            print(f"figures trace       {length * 1000:7.0f} ms for {name}")


def measure_notebooks(runs: int) -> None:
    run = "from nbclient import NotebookClient as C; import nbformat, pathlib\n" + (
        "for p in sorted(pathlib.Path('notebooks').glob('*.ipynb')):\n"
        "    C(nbformat.read(p, 4), resources={'metadata': {'path': 'notebooks'}}).execute()"
    )
    nbval, client = in_turn(
        python("-m", "pytest", "-q", "--nbval", "--nbval-current-env", "notebooks"),
        python("-c", run),
        runs,
    )
    print(
        f"nbval               {nbval:7.1f} s   nbclient {client:.1f} s   ratio {nbval / client:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--notebooks", action="store_true", help="time nbval too (a few minutes)")
    chosen = parser.parse_args()
    measure_import(chosen.runs)
    measure_tables(chosen.runs)
    measure_report(chosen.runs)
    measure_size()
    measure_charts(chosen.runs)
    if chosen.notebooks:
        measure_notebooks(3)


if __name__ == "__main__":
    main()
