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
    assert set(analysis.__all__) - set(FUNCTIONS) == {"charts"}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example_that_holds(name):
    function = getattr(analysis, name)
    scope = {**vars(inspect.getmodule(function)), "analysis": analysis}
    (example,) = doctest.DocTestFinder(recurse=False).find(function, name, globs=scope)
    assert example.examples, f"{name} has no example"
    assert doctest.DocTestRunner().run(example).failed == 0


def test_importing_the_library_loads_no_widgets():
    code = "import sys, analysis; print({'ipywidgets', 'anywidget', 'IPython'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
