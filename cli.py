"""Runs the installed `ldn-rules` command from a checkout: `python cli.py check list.json`."""

from ldn_rules.cli.main import main

main()
