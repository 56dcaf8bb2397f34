"""Click in Vietnamese: help, headings, and what is wrong with a command line as one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from click.shell_completion import CompletionItem

from cchc.errors import ParameterError, suggest
from cchc.run.command_values import Values
from cchc.run.command_words import keys_of
from cchc.run.completion import offered

_HEADINGS = {"Options": "Tùy chọn", "Commands": "Các lệnh", "Usage": "Cách dùng"}

#: Where a context keeps what was typed, for completion.
_TYPED = "cchc.typed"


class Formatter(click.HelpFormatter):
    """Writes headings in Vietnamese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write how a command is called."""
        words = args.replace("[OPTIONS]", "[TÙY CHỌN]").replace("COMMAND [ARGS]...", "LỆNH [KHÓA=giá trị ...]")
        super().write_usage(prog, words, prefix or f"{_HEADINGS['Usage']}: ")

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        super().write_heading(_HEADINGS.get(heading, heading))


class Context(click.Context):
    """Shows help by ``Formatter``."""

    formatter_class = Formatter


class Command(click.Command):
    """A command whose help is Vietnamese, and which shells complete with words as make takes them."""

    context_class = Context
    #: What is left over gets a sentence of our own.
    allow_extra_args = True

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Name what stands after the command."""
        pieces = super().collect_usage_pieces(ctx)[1:]
        return [*pieces, *(["[KHÓA=giá trị ...]"] if keys_of(self) else []), "[TÙY CHỌN]"]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse what is neither an option nor a word.

        Raises
        ------
        ParameterError
            With the words that there are.
        """
        ctx.meta[_TYPED] = list(args)
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            known = keys_of(self)
            advice = f"hãy ghi KHÓA=giá trị, với các khóa {', '.join(known)}" if known else "lệnh này không cần gì thêm"
            raise ParameterError(f"Không hiểu '{ctx.args[0]}' sau lệnh {self.name}; {advice}.")
        return rest

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return what a shell offers."""
        return [*offered(self, ctx.meta.get(_TYPED, ()), incomplete), *super().shell_complete(ctx, incomplete)]

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


def command(
    name: str | None = None, *, short_help: str, passes_on: bool = False
) -> Callable[[Callable[..., None]], click.Command]:
    """Return what makes a command of a function; ``cli`` adds it to the others. ``passes_on``: options that are not ours are taken as they are."""
    settings = {"ignore_unknown_options": passes_on}
    return click.command(name, cls=Command, short_help=short_help, context_settings=settings)


def from_environment(
    name: str, help_vi: str, values: Values | None = None, *, is_flag: bool = False
) -> Callable[[Any], Any]:
    """Return an option that may as well be given as ``NAME=...``, after the command or in the environment.

    Parameters
    ----------
    name : str
        In the environment; the option is called the same in small letters.
    help_vi : str
        What it chooses.
    values : callable, optional
        Takes what is typed so far and returns what a shell offers.
    is_flag : bool
        Whether it takes no value; ``NAME=1`` in the environment.
    """
    option, told = f"--{name.lower().replace('_', '-')}", f"{help_vi} [{name}={'1' if is_flag else '...'}]"
    if is_flag:
        return click.option(option, is_flag=True, help=told)

    def offer(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        return [CompletionItem(one) for one in (values(typed) if values else ())]

    return click.option(option, default="", envvar=name, metavar="...", help=told, shell_complete=offer)


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
    except click.BadOptionUsage as error:
        name = error.option_name
        every = [option for command in commands.values() for option in command.params if name in option.opts]
        is_flag = any(isinstance(option, click.Option) and option.is_flag for option in every) or name == "--help"
        said = "không nhận giá trị" if is_flag else f"cần một giá trị, ví dụ {name} ..."
        raise ParameterError(f"Tùy chọn {name} {said}; xem cchc <lệnh> --help.") from None
    except click.ClickException as error:
        raise ParameterError(
            f"Không hiểu dòng lệnh ({error.format_message().rstrip('.')}); xem cchc <lệnh> --help."
        ) from None
