"""The commands `articlebot user add`, `remove` and `list`, which keep a user file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import click

__all__ = ["add_user_commands"]

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def add_user_commands(main: click.Group, common: Decorator) -> None:
    """Add `user` to `main`; `common` gives a command --home, --json and its errors."""
    file = click.option(
        "--auth", "file", type=click.Path(path_type=Path, dir_okay=False), required=True,
        envvar="ARTICLEBOT_AUTH", help="The user file; made where there is none.",
    )  # fmt: skip

    @main.group()
    def user() -> None:
        """Keep the user file of `articlebot serve --auth`."""

    @user.command()
    @click.argument("name")
    @file
    @common
    def add(name: str, file: Path, home: Path | None, as_json: bool) -> None:  # noqa: ARG001
        """Add a user, or give one a new password, which is asked for or read from stdin (its first line)."""
        from bot.gate.users import UserFile

        new = UserFile(file).set(name, _password())
        _tell(as_json, {"user": name, "status": "added" if new else "updated"})

    @user.command()
    @click.argument("name")
    @file
    @common
    def remove(name: str, file: Path, home: Path | None, as_json: bool) -> None:  # noqa: ARG001
        """Remove a user, whose log-ins end at once."""
        from bot.gate.users import UserFile

        UserFile(file).remove(name)
        _tell(as_json, {"user": name, "status": "removed"})

    @user.command(name="list")
    @file
    @common
    def list_users(file: Path, home: Path | None, as_json: bool) -> None:  # noqa: ARG001
        """List the users."""
        from bot.gate.users import UserFile
        from bot.json_form import to_json

        names = sorted(UserFile(file).users())
        if as_json:
            click.echo(to_json(names))
        else:
            for name in names:
                click.echo(name)


def _password() -> str:
    if sys.stdin.isatty():
        said: str = click.prompt("Password", hide_input=True, confirmation_prompt="Again", err=True)
        return said
    return sys.stdin.readline().rstrip("\r\n")


def _tell(as_json: bool, said: dict[str, str]) -> None:
    from bot.json_form import to_json

    click.echo(to_json(said) if as_json else f"{said['status']}  {said['user']}")
