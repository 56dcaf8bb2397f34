"""Words of a command line as make takes them: ``PROVINCE=BacKan YEAR=2024``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import click

from cchc.errors import ParameterError, suggest

#: Words that every command takes.
EVERYWHERE = ("DEBUG", "ENGINE")


def keys_of(command: click.Command) -> dict[str, click.Option]:
    """Return the words that a command takes, and the option that each stands for."""
    return {(one.name or "").upper(): one for one in command.params if isinstance(one, click.Option)}


def put_first(arguments: Sequence[str]) -> list[str]:
    """Bring the command before the words: make takes them in any order."""
    place = next((at for at, one in enumerate(arguments) if "=" not in one or one.startswith("-")), 0)
    return [*arguments[place : place + 1], *arguments[:place], *arguments[place + 1 :]]


def split_words(command: click.Command, arguments: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Take the words out of the arguments of a command.

    Parameters
    ----------
    command : click.Command
        Whose arguments they are.
    arguments : sequence of str
        After its name; a shell has taken off the quotes.

    Returns
    -------
    (list of str, dict of str to str)
        The other arguments, and the words: key in capital letters → value, letter by letter.

    Raises
    ------
    ParameterError
        If a word is not known, or stands twice.
    """
    known = keys_of(command)
    options = {name: one for one in known.values() for name in one.opts}
    rest, words, given = list[str](), dict[str, str](), set[str]()
    is_value = False
    for one in arguments:
        name, equals, value = one.partition("=")
        option = options.get(name)
        if is_value or one.startswith("-") or not equals:
            rest.append(one)
            if not is_value and option is not None:
                given.add((option.name or "").upper())
            is_value = not is_value and option is not None and not equals and not option.is_flag
            continue
        key = _key(command, name, (*known, *EVERYWHERE))
        if key in words:
            raise ParameterError(f"{key} được nêu hai lần ({words[key]} và {value}); hãy bỏ một.")
        words[key] = value
    for key in words:
        if key in given:
            raise ParameterError(f"{key} được nêu hai lần ({key}={words[key]} và {known[key].opts[0]}); hãy bỏ một.")
    return rest, words


def _key(command: click.Command, name: str, known: Iterable[str]) -> str:
    key = name.strip().upper().replace("-", "_")
    if not key:
        raise ParameterError("Dấu '=' phải viết liền với khóa và giá trị, không có dấu cách, ví dụ PROVINCE=BacKan.")
    if key not in known:
        near = suggest(key, known)
        hint = f"; có lẽ là {near[0]}" if near else ""
        raise ParameterError(f"Lệnh {command.name} không dùng {name}{hint}. Các khóa được dùng: {', '.join(known)}.")
    return key
