"""What a shell offers while a command is typed: click's own scripts, and words as make takes them besides options."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from cchc.errors import ParameterError, suggest
from cchc.run.command_words import EVERYWHERE, keys_of

VARIABLE = "_CCHC_COMPLETE"
#: Shell → where its script goes, as told to whoever reads it.
SHELLS = {
    "bash": "cchc completion bash > ~/.local/share/bash-completion/completions/cchc",
    "zsh": 'cchc completion zsh > "${fpath[1]}/_cchc"',
    "fish": "cchc completion fish > ~/.config/fish/completions/cchc.fish",
    "powershell": "cchc completion powershell | Add-Content -Encoding UTF8 $PROFILE",
}
#: After ``KEY=`` comes a value, not a blank: shell → line of its script, and what takes its place.
_NO_BLANK = {
    "bash": ("    return 0\n", '    [[ "${COMPREPLY[*]}" == *= ]] && compopt -o nospace\n    return 0\n'),
    "zsh": (
        '            if [[ "$descr" == "_" ]]; then\n',
        (
            '            if [[ "$key" == *= ]]; then\n                compadd -U -S \'\' -V unsorted -- "$key"\n'
            '            elif [[ "$descr" == "_" ]]; then\n'
        ),
    ),
}


def offered(command: click.Command, typed: Sequence[str], incomplete: str) -> list[CompletionItem]:
    """Offer the words of a command, or the values of the one that is being typed.

    Parameters
    ----------
    command : click.Command
        Which.
    typed : sequence of str
        What stands after its name, before the cursor's word.
    incomplete : str
        The cursor's word. Bash cuts words at ``=``, other shells do not.

    Returns
    -------
    list of CompletionItem
        Empty while an option is typed.
    """
    known = keys_of(command)
    words = list(typed)
    if words and words[-1] == "=":
        words.pop()
    if words and (option := known.get(words[-1].upper())) is not None:
        return [CompletionItem(one) for one in _values(option, incomplete)]
    name, equals, value = incomplete.partition("=")
    if equals:
        option = known.get(name.upper())
        return [CompletionItem(f"{name}={one}") for one in _values(option, value)] if option else []
    if incomplete.startswith("-"):
        return []
    taken = {one.partition("=")[0].upper() for one in words}
    keys = [one for one in (*known, *EVERYWHERE) if one not in taken and one.startswith(incomplete.upper())]
    return [CompletionItem(f"{one}=", help=_short(known.get(one))) for one in keys]


def _values(option: click.Option, typed: str) -> list[str]:
    if option.is_flag:
        return ["1"]
    context = click.Context(click.Command("cchc"), resilient_parsing=True)
    return [str(one.value) for one in option.shell_complete(context, typed)]


def _short(option: click.Option | None) -> str | None:
    return (option.help or "").partition(":")[0].partition(" [")[0] if option else None


def answer(group: click.Command, environment: Mapping[str, str] = os.environ) -> int | None:
    """Answer a shell that completes a line; None where nobody asks."""
    instruction = environment.get(VARIABLE, "")
    if not instruction:
        return None
    return shell_complete(group, {}, "cchc", VARIABLE, instruction)


def script(group: click.Command, shell: str) -> str:
    """Return the script of a shell, with a line that says where it goes.

    Parameters
    ----------
    group : click.Command
        The commands.
    shell : str
        ``bash``, ``zsh``, ``fish`` or ``powershell``; empty: the one that this user works with, where the system tells.

    Returns
    -------
    str
        Ends with a line break.

    Raises
    ------
    ParameterError
        If nobody knows of such a shell.
    """
    shell = shell.strip().lower() or os.environ.get("SHELL", "").rpartition("/")[2]
    kind = get_completion_class(shell) if shell in SHELLS else None
    if kind is None:
        near = suggest(shell, SHELLS)
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"Không có phần tự điền cho '{shell}'; được dùng: {', '.join(SHELLS)}{hint}.")
    made = kind(group, {}, "cchc", VARIABLE)
    told = made.source_template % made.source_vars()  # source() asks bash for its version first
    told = told.replace(*_NO_BLANK.get(shell, ("", "")))
    first, _, rest = told.partition("\n")
    note = f"# Gõ dở rồi bấm Tab thì được gợi ý lệnh, khóa, tên đơn vị, năm. Lưu tệp này một lần rồi mở lại cửa sổ lệnh:\n#   {SHELLS[shell]}\n"
    # zsh reads the first line for the name of the command
    return f"{first}\n{note}{rest}" if first.startswith("#") else f"{note}{told}"
