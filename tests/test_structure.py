"""The shape of the code: which module may import which, and how large a module may grow."""

import ast
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

LIBRARY = Path(__file__).resolve().parents[1] / "analysis"
MODULES = {path.stem: path for path in sorted(LIBRARY.glob("*.py"))}

# The stages that data passes through, and what each may import of the stages before it.
MAY_IMPORT = {
    "normalise": set(),
    "seeds": {"normalise"},
    "reading": {"normalise", "seeds"},
    "draft": {"provenance", "reading", "seeds"},
    "tables": {"seeds"},
    "compare": set(),
    "charts": set(),
    "schemas": {"compare", "seeds", "tables"},
    "provenance": {"charts", "compare", "seeds", "tables"},
    "explore": {"charts", "compare", "provenance", "seeds", "tables"},
    "spreadsheets": {"charts", "provenance", "seeds"},
    "datapackage": {"schemas", "seeds", "tables"},
    "notebooks": {"provenance", "seeds"},
    "__init__": {
        "charts",
        "compare",
        "explore",
        "normalise",
        "provenance",
        "reading",
        "seeds",
        "tables",
    },
}
MAY_IMPORT["report"] = {"__init__", "charts", "provenance", "seeds", "spreadsheets"}
MAY_IMPORT["export"] = {*MAY_IMPORT} - {"draft", "reading"}
MAY_IMPORT["archive"] = {*MAY_IMPORT}
MAY_IMPORT["cli"] = {*MAY_IMPORT}
MAY_IMPORT["__main__"] = {"cli"}

# The other modules of a stage; they may import each other, but not in a ring.
PARTS = {
    "normalise": ["grammar", "numerals", "periods", "tokens", "units"],
    "seeds": ["indicators", "sheet"],
    "reading": ["context", "nouns", "proposals", "rejecting", "scanning"],
    "compare": ["derive"],
    "charts": [
        "chart",
        "charts_money",
        "charts_people",
        "charts_sources",
        "comparisons",
        "face",
        "layout",
        "marks",
        "panels",
        "wording",
    ],
    "provenance": [
        "embedding",
        "exhibits",
        "passages",
        "pictures",
        "records",
        "tracing",
        "view",
    ],
    "report": ["documents"],
}
PART_OF = {part: stage for stage, parts in PARTS.items() for part in parts}


def stage_of(module: str) -> str:
    stage = PART_OF.get(module, module)
    assert stage in MAY_IMPORT, f"{module}.py is new: give it a place in tests/test_structure.py"
    return stage


def imported(source: str) -> set[str]:
    """The full name of every module that a source text imports, wherever the statement stands."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            package = "analysis" if node.level else node.module
            module = f"analysis.{node.module}" if node.level and node.module else package
            names.add(module)
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def own_modules(names: set[str]) -> set[str]:
    """The modules of the library among imported names; `import analysis` is the package itself."""
    parts = [name.split(".") for name in names if name.partition(".")[0] == "analysis"]
    found = {part[1] for part in parts if len(part) > 1 and part[1] in MODULES}
    bare = [part for part in parts if len(part) == 1 or part[1] not in MODULES]
    return found | ({"__init__"} if bare and not found else set())


def imports_of(module: str) -> set[str]:
    return own_modules(imported(MODULES[module].read_text(encoding="utf-8"))) - {module}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import analysis.seeds", {"seeds"}),
        ("from analysis import seeds as s", {"seeds"}),
        ("from .seeds import load", {"seeds"}),
        ("from . import seeds, tables", {"seeds", "tables"}),
        ("def f():\n    from analysis.seeds import load", {"seeds"}),
        ("if TYPE_CHECKING:\n    from analysis.seeds import Seeds", {"seeds"}),
        ("import analysis", {"__init__"}),
        ("from analysis import trade", {"__init__"}),
        ("import pandas as pd", set()),
    ],
)
def test_every_form_of_import_is_seen(source, found):
    assert own_modules(imported(source)) == found


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_comes_before_it(module):
    stage = stage_of(module)
    stages = {stage_of(name) for name in imports_of(module)} - {stage}
    assert stages <= MAY_IMPORT[stage], f"{module}.py may not import {stages - MAY_IMPORT[stage]}"


def test_no_import_leads_back_to_where_it_began():
    graph = {module: imports_of(module) for module in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == set(MODULES)


def test_readings_need_nothing_but_python_and_babel():
    parts = [path for module, path in MODULES.items() if stage_of(module) == "normalise"]
    names = {name for path in parts for name in imported(path.read_text(encoding="utf-8"))}
    packages = {name.partition(".")[0] for name in names}
    assert packages - set(sys.stdlib_module_names) <= {"analysis", "babel"}


def test_no_module_and_no_library_grows_beyond_reading():
    lines = {
        module: len(path.read_text(encoding="utf-8").splitlines())
        for module, path in MODULES.items()
    }
    assert {module: n for module, n in lines.items() if n > 300} == {}
    # A ceiling, so that growth is a decision and not an accident.
    assert sum(lines.values()) <= 9300
