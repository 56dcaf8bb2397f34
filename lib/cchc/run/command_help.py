"""Click in Vietnamese: help, headings, and what is wrong with a command line as one sentence."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from cchc.errors import ParameterError, suggest

_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh", "Usage": "Cách dùng"}


class Formatter(click.HelpFormatter):
    """Writes headings in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        words = args.replace("[OPTIONS]", "[TÙY CHỌN]").replace("COMMAND [ARGS]...", "LỆNH")
        super().write_usage(prog, words, prefix or f"{_HEADINGS['Usage']}: ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(_HEADINGS.get(heading, heading))


class Context(click.Context):
    """Shows help by ``Formatter``."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is Vietnamese."""

    context_class = Context

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained in Vietnamese."""
        return _in_vietnamese(super().get_help_option(ctx))


class Group(click.Group):
    """Commands in the order in which they are declared."""

    context_class = Context
    command_class = Command

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``, explained in Vietnamese."""
        return _in_vietnamese(super().get_help_option(ctx))

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click passes it
        """Return the names of the commands as they were declared."""
        return list(self.commands)


def _in_vietnamese(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "In phần trợ giúp này rồi thoát."
    return option


def from_environment(name: str, help_vi: str, *, is_flag: bool = False) -> Callable[[Any], Any]:
    """Return an option that may as well be given as ``NAME=...`` in the environment, as make passes it on.

    Parameters
    ----------
    name : str
        In the environment; the option is called the same in small letters.
    help_vi : str
        What it chooses.
    is_flag : bool
        Whether it takes no value; ``NAME=1`` in the environment.
    """
    option, told = f"--{name.lower().replace('_', '-')}", f"{help_vi} [{name}={'1' if is_flag else '...'}]"
    if is_flag:
        return click.option(option, is_flag=True, help=told)
    return click.option(option, default="", envvar=name, metavar="...", help=told)


def switch(name: str, *, is_given: bool) -> bool:
    """Tell whether a switch is on: by its option, or in the environment by 1; empty and 0 are off."""
    value = os.environ.get(name, "").strip()
    if value not in {"", "0", "1"}:
        raise ParameterError(f"{name}='{value}' không hợp lệ; chỉ dùng {name}=1 (bật) hoặc bỏ trống (tắt).")
    return is_given or value == "1"


@contextmanager
def sentences(commands: Mapping[str, click.Command]) -> Iterator[None]:
    """Turn what click says of a wrong command line into a sentence.

    Raises
    ------
    ParameterError
        In Vietnamese, with the nearest name.
    """
    try:
        yield
    except click.NoSuchOption as error:
        known = [one for command in commands.values() for option in command.params for one in option.opts]
        near = suggest(error.option_name, known)
        hint = f"; có lẽ là {near[0]}" if near else ""
        raise ParameterError(f"Không có tùy chọn {error.option_name}{hint}; xem cchc <lệnh> --help.") from None
    except click.ClickException as error:
        where = f" '{error.ctx.info_name}'" if isinstance(error, click.UsageError) and error.ctx else ""
        raise ParameterError(
            f"Không hiểu dòng lệnh{where} ({error.format_message().rstrip('.')}); xem cchc <lệnh> --help."
        ) from None
