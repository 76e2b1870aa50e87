"""The shape of the code: which stage may import which, and how large a module may grow."""

import ast
import sys
from graphlib import TopologicalSorter
from importlib.util import resolve_name
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
MODULES = {
    ".".join(path.relative_to(CHECKOUT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted((CHECKOUT / "analysis").rglob("*.py"))
}

# The stages that data passes through, each a module or a folder of them, and what each may import
# of the others. `analysis` is the package itself: what a user calls.
MAY_IMPORT = {
    "normalise": set(),
    "claims": {"normalise"},
    "seeds": {"claims", "normalise"},
    "reading": {"claims", "normalise", "seeds"},
    "derive": {"claims", "normalise"},
    "compare": {"claims", "normalise"},
    "subjects": {"claims", "compare", "seeds"},
    "tables": {"claims"},
    "corpus": {"claims", "compare", "derive", "seeds", "subjects", "tables"},
    "words": {"claims", "normalise"},
    "charts": {"claims", "compare", "corpus", "seeds", "subjects", "tables", "words"},
    "evidence": {"charts", "claims", "corpus", "seeds", "tables", "words"},
    "explorer": {"charts", "claims", "corpus", "evidence", "tables"},
    "review": {"claims", "compare", "evidence", "normalise", "reading", "seeds", "words"},
    "report": {"charts", "claims", "compare", "corpus", "evidence", "seeds", "tables", "words"},
    "cli": {"charts", "corpus", "evidence", "reading", "report", "review", "seeds"},
    "__main__": {"cli"},
}
MAY_IMPORT["analysis"] = {
    "charts",
    "corpus",
    "evidence",
    "explorer",
    "normalise",
    "reading",
    "review",
    "seeds",
}
# A corpus draws and explains itself when asked to; it loads what does so only then.
# Lines of the whole library; what a well-kept library does is not written here.
CEILING = 17_000
FORWARDS = {"corpus": {"charts", "evidence"}}


def stage_of(module: str) -> str:
    stage = module.removeprefix("analysis.").partition(".")[0]
    assert stage in MAY_IMPORT, f"{module} is new: give it a place in tests/test_structure.py"
    return stage


def imported(source: str, package: str = "analysis") -> set[str]:
    """Full names of what a source text imports, wherever the statement stands.

    Of a name that is taken from a package, the module of that name; else the package.
    """
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            origin = resolve_name("." * node.level + (node.module or ""), package)
            taken = {f"{origin}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else origin for name in taken}
    return names


def imports_of(module: str) -> set[str]:
    path = MODULES[module]
    package = module if path.stem == "__init__" else module.rpartition(".")[0]
    found = imported(path.read_text(encoding="utf-8"), package) & set(MODULES) - {module}
    forwards = FORWARDS.get(stage_of(module), set())
    return {name for name in found if stage_of(name) not in forwards}


def test_a_forward_is_made_when_it_is_needed_and_not_before():
    for stage in FORWARDS:
        tree = ast.parse(MODULES[f"analysis.{stage}"].read_text(encoding="utf-8"))
        first = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        names = set().union(*(imported(ast.unparse(node)) for node in first))
        assert {stage_of(name) for name in names & set(MODULES)} & FORWARDS[stage] == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import analysis.seeds", "analysis.seeds"),
        ("from analysis import seeds as s", "analysis.seeds"),
        ("from analysis.seeds import load", "analysis.seeds"),
        ("from analysis.charts import face", "analysis.charts.face"),
        ("from .seeds import load", "analysis.seeds"),
        ("from . import seeds", "analysis.seeds"),
        ("def f():\n    from analysis.seeds import load", "analysis.seeds"),
        ("if TYPE_CHECKING:\n    from analysis.seeds import Seeds", "analysis.seeds"),
        ("import analysis", "analysis"),
        ("from analysis import trade", "analysis"),
        ("import pandas as pd", "pandas"),
    ],
)
def test_every_form_of_import_is_seen(source, found):
    assert imported(source) == {found}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_what_comes_before_it(module):
    stage = stage_of(module)
    stages = {stage_of(name) for name in imports_of(module)} - {stage}
    assert stages <= MAY_IMPORT[stage], f"{module} may not import {stages - MAY_IMPORT[stage]}"


def test_no_stage_may_import_more_than_it_does():
    used = {(stage_of(module), stage_of(name)) for module in MODULES for name in imports_of(module)}
    allowed = {(stage, other) for stage, others in MAY_IMPORT.items() for other in others}
    assert allowed - used == set()


def test_no_import_leads_back_to_where_it_began():
    graph = {module: imports_of(module) for module in MODULES}
    assert set(TopologicalSorter(graph).static_order()) == set(MODULES)


def test_readings_need_nothing_but_python_and_babel():
    parts = [module for module in MODULES if stage_of(module) == "normalise"]
    names = {
        name for part in parts for name in imported(MODULES[part].read_text(encoding="utf-8"), part)
    }
    packages = {name.partition(".")[0] for name in names}
    assert packages - set(sys.stdlib_module_names) <= {"analysis", "babel"}


def test_no_module_and_no_library_grows_without_being_decided():
    lines = {
        module: len(path.read_text(encoding="utf-8").splitlines())
        for module, path in MODULES.items()
    }
    assert {module: n for module, n in lines.items() if n > 600} == {}
    assert sum(lines.values()) <= CEILING
