"""``analysis.`` and Tab offer what a user wants, each with an example that holds."""

import doctest
import inspect
import subprocess
import sys

import pytest
from IPython.core.completer import IPCompleter, provisionalcompleter

import analysis

FUNCTIONS = [name for name in analysis.__all__ if inspect.isroutine(getattr(analysis, name))]


@pytest.mark.parametrize("use_jedi", [True, False])
def test_tab_offers_what_a_user_wants_and_nothing_else(use_jedi):
    completer = IPCompleter(namespace={"analysis": analysis}, global_namespace={})
    completer.use_jedi = use_jedi
    with provisionalcompleter():
        offered = {found.text.lstrip(".") for found in completer.completions("analysis.", 9)}
    assert offered == set(analysis.__all__)


def test_nothing_but_functions_and_the_charts_is_offered():
    assert set(analysis.__all__) - set(FUNCTIONS) == {"Corpus", "charts"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example_that_holds(name):
    function = getattr(analysis, name)
    scope = {**vars(inspect.getmodule(function)), "analysis": analysis}
    (example,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=scope)
    assert example.examples, f"{name} has no example"
    assert doctest.DocTestRunner().run(example).failed == 0


def in_a_new_process(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return run.stdout.strip()


def test_importing_the_library_loads_nothing_that_draws_or_shows():
    heavy = {"IPython", "analysis.charts", "analysis.explorer", "anywidget", "ipywidgets"}
    code = f"import sys, analysis; print({heavy | {'matplotlib'}} & {{*sys.modules}})"
    assert in_a_new_process(code) == "set()"


def test_what_is_loaded_when_first_used_is_the_same_when_its_module_came_before():
    code = (
        "import analysis.explorer; analysis.chart('visitors')\n"
        "print(analysis.explore.__qualname__, analysis.chart.__qualname__, *dir(analysis))"
    )
    assert in_a_new_process(code).split() == ["explore", "chart", *analysis.__all__]


def test_a_name_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="module 'analysis' has no attribute 'trades'"):
        analysis.trades  # noqa: B018
