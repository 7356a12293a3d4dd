"""The command ``gluteal``: serve, build, check, ask and the rest, one module per group.

A command is imported when it is used, so that the service starts without what building needs.
"""

import importlib

import click

import kg
from kg.errors import AuthoringError, GlutealError

__all__ = ["main"]

_COMMANDS = {
    "serve": ("service", "start the service"),
    "reload": ("service", "have the running service take up the current snapshot"),
    "snapshot": ("snapshot", "make the snapshot of the committed ontology"),
    "build": ("authoring", "compile, check and classify the ontology, then make its snapshot"),
    "check": ("authoring", "check the sources and the current snapshot; write nothing"),
    "new": ("authoring", "begin a new condition"),
    "ask": ("clinical", "rank the conditions that explain a presentation"),
    "explain": ("clinical", "explain one condition for a presentation"),
    "query": ("queries", "run a saved query; without a name, list them"),
    "publish": ("publish", "load the current snapshot into another SPARQL store"),
    "release": ("release", "write the ontology's files for other tools"),
    "diff": ("diff", "show what changed between two snapshots"),
    "evaluate": ("evaluate", "rank examples with known answers and count the hits"),
}


class _Commands(click.Group):
    """Commands by name, and the product's own errors as messages instead of tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names of the commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return a command."""
        if cmd_name not in _COMMANDS:
            return None
        module, summary = _COMMANDS[cmd_name]
        try:
            found = importlib.import_module(f"kg.cli.{module}")
        except ModuleNotFoundError as error:
            return _unavailable(cmd_name, summary, (error.name or "").partition(".")[0])
        command: click.Command = getattr(found, cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except AuthoringError as error:
            count = "1 fault" if len(error.faults) == 1 else f"{len(error.faults)} faults"
            raise click.ClickException(f"{count} in the sources\n{error}") from None
        except MemoryError:
            raise click.ClickException("there is not enough memory for this") from None
        except (GlutealError, OSError) as error:
            raise click.ClickException(str(error) or type(error).__name__) from None


def _unavailable(name: str, summary: str, missing: str) -> click.Command:
    """Return a command that explains itself, and when used says what it lacks."""
    needs = (
        f"{name} needs {missing}, which a service does not install;"
        " in a checkout, `make build` installs it"
    )

    def _refuse(**_: object) -> None:
        raise click.ClickException(needs)

    takes_all = {"ignore_unknown_options": True, "allow_extra_args": True}
    text = f"{summary[0].upper()}{summary[1:]}.\n\nHere, {needs}."
    return click.Command(name, callback=_refuse, help=text, context_settings=takes_all)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(kg.__version__, prog_name="gluteal")
def main() -> None:
    """Decision support for buttock, gluteal and lumbo-pelvic pain; for clinicians."""
