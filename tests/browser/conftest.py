"""A browser and a JupyterLab of their own, on the loopback address, for these tests."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, sync_playwright

CHECKOUT = Path(__file__).resolve().parents[2]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
# All of a notebook is in the page, not only what is scrolled to: a test looks at the whole.
SETTINGS = "@jupyterlab/notebook-extension/tracker.jupyterlab-settings"
WHOLE = {"windowingMode": "none", "scrollPastEnd": False}


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab, and the folder it shows: the notebooks without their outputs."""

    address: str
    token: str
    notebooks: Path

    def url(self, path: str = "") -> str:
        return f"{self.address}{path}?token={self.token}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, never a download; closed before other tests run loops of their own."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        reason = f"no browser here: install chromium (looked for {', '.join(CHROMIUMS)})"
        if os.environ.get("CI") == "true":
            pytest.fail(reason, pytrace=False)
        pytest.skip(reason)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Lab]:
    """`make lab` on a copy of the notebooks, with nothing of the user's own settings."""
    home = tmp_path_factory.mktemp("lab")
    notebooks = home / "notebooks"
    shutil.copytree(CHECKOUT / "notebooks", notebooks / "stored")  # these keep their outputs
    shutil.copytree(CHECKOUT / "notebooks" / "own", notebooks / "own")
    for path in notebooks.glob("stored/*.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.update(outputs=[], execution_count=None)
        nbformat.write(notebook, notebooks / path.name)
    settings = home / "settings" / SETTINGS
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps(WHOLE), encoding="utf-8")
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "COV_"))}
    environment |= {name: str(home / folder) for name, folder in places.items()}
    flags = "--no-browser --allow-root --ServerApp.ip=127.0.0.1 --ServerApp.port=0"
    command = ["make", "lab", f"NOTEBOOKS={notebooks}", f"LAB_FLAGS={flags}"]
    with (home / "log").open("w") as log:
        make = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=log, stderr=log)
    server = wait_for_server(home / "runtime", make, home / "log")
    yield Lab(server["url"].rstrip("/"), server["token"], notebooks)
    os.kill(server["pid"], signal.SIGTERM)
    make.wait(timeout=30)


def wait_for_server(runtime: Path, make: subprocess.Popen[bytes], log: Path) -> dict:
    """What the server says of itself once it listens."""
    for _ in range(600):
        for path in runtime.glob("jpserver-*.json"):
            return json.loads(path.read_text(encoding="utf-8"))
        if make.poll() is not None:
            break
        time.sleep(0.1)
    make.terminate()
    pytest.fail(f"make lab did not start:\n{log.read_text()}", pytrace=False)
