"""Figures that news articles print, as tables and charts that never lose their source."""

from __future__ import annotations

from analysis.normalise import normalise, normalise_period

__all__ = ["normalise", "normalise_period"]
