"""Run the command line as `python -m ipskg`."""

from ipskg.cli import main

main()
