"""The command line: it parses, calls and prints."""

from __future__ import annotations

import atexit
import errno
import gc
import importlib
from pathlib import Path

import click

from ipskg import __version__
from ipskg.errors import InconsistentData, IpskgError, UnreadableInput, WrongUsage

_EXIT_CODES = {InconsistentData: 1, WrongUsage: 2, UnreadableInput: 3}
_COMMANDS = (
    *("add", "audit", "changes", "export", "load", "new", "query", "reason", "remove", "report", "results"),
    *("search", "serve", "sheet", "site", "validate"),
)


def _failure(error: IpskgError) -> click.ClickException:
    failure = click.ClickException(str(error))
    failure.exit_code = next(code for kind, code in _EXIT_CODES.items() if isinstance(error, kind))  # type: ignore[misc]
    return failure


class _Commands(click.Group):
    """A group that imports a command when it is called: the others would cost more time than most queries take."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"ipskg.cli.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        # All memory goes with the process: to look for cycles in it first would take a twelfth of a query's time.
        atexit.register(gc.freeze)
        try:
            return super().invoke(ctx)
        except IpskgError as error:
            raise _failure(error) from None
        except OSError as error:
            if error.errno == errno.EPIPE:  # whoever read the output has gone: that is for click
                raise
            # What the system refuses before anything is opened, such as a name that is too long.
            path = Path(error.filename) if isinstance(error.filename, str) else None
            raise _failure(UnreadableInput(f"cannot be used: {error.strerror}", path=path)) from None


@click.command(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="%(version)s")
def main() -> None:
    """Query, check and rerun meta-ethnographies that are kept as graphs.

    Exit codes: 0 it holds; 1 the data do not hold together; 2 wrong usage; 3 input that cannot be read.
    """
