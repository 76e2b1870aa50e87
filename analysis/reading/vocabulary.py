"""The English of running text, from `english.toml` beside this file."""

import tomllib
from pathlib import Path
from typing import Any

VOCABULARY: dict[str, Any] = tomllib.loads(
    Path(__file__).with_name("english.toml").read_text(encoding="utf-8")
)
REASONS: dict[str, str] = VOCABULARY["rejected"]
