"""Fixtures that every test file shares."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout."""
    return CHECKOUT


@pytest.fixture(scope="session")
def originals() -> Path:
    """The folder with the articles themselves, which are not part of the project."""
    named = os.environ.get("SEED_ORIGINALS")
    folder = CHECKOUT / (named or "seeds/originals")
    if any(folder.glob("*.txt")):
        return folder
    reason = f"the articles are not here: no text file in {folder} (SEED_ORIGINALS names a folder)"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
