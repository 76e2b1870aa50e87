"""`python -m analysis` is the command `figures`."""

from analysis.cli import main

main(prog_name="figures")
