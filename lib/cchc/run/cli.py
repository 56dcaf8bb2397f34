"""The command line behind the Makefile: ``cchc report PROVINCE=BacKan YEAR=2024``, with options, or with the environment that make passes on."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import sys
import traceback

import click

from cchc.errors import CchcError, ParameterError, suggest
from cchc.run import commands_data, commands_desk, commands_machine, commands_products, commands_reports
from cchc.run.command_help import Group, sentences
from cchc.run.command_words import put_first, split_words
from cchc.run.completion import answer
from cchc.run.environ import environment_with
from cchc.run.preload import set_libraries

EXIT_WRONG, EXIT_BROKEN, EXIT_STOPPED = 2, 1, 130


@click.group(cls=Group, context_settings={"max_content_width": 110})
def cchc() -> None:
    """Lập báo cáo và kế hoạch cải cách hành chính từ PAR INDEX, SIPAS, PAPI và các chỉ số khác.

    Sau lệnh là các khóa, như với make: cchc report PROVINCE="Bắc Kạn" YEAR=2024. Mỗi khóa cũng là một tùy chọn (--province) và một
    biến môi trường. Thêm DEBUG=1 để xem đầy đủ vết lỗi. Các khóa của một lệnh: cchc <lệnh> --help.
    """


for _one in (
    commands_reports.report,
    commands_reports.reports,
    commands_reports.site,
    commands_reports.pack,
    commands_products.national,
    commands_products.campaign,
    commands_products.progress,
    commands_products.cascade,
    commands_data.form,
    commands_data.check,
    commands_data.dictionary,
    commands_data.clean,
    commands_desk.notebook,
    commands_desk.preview,
    commands_desk.lab,
    commands_machine.doctor,
    commands_machine.completion,
):
    cchc.add_command(_one)


def _run(arguments: list[str], kept: contextlib.ExitStack) -> None:
    arguments = put_first(arguments)
    first = arguments[0] if arguments else ""
    if first not in cchc.commands and not (first.startswith("-") and first.strip("-")):
        near = suggest(first, cchc.commands) if first else []
        hint = f"; có lẽ là '{near[0]}'" if near else ""
        raise ParameterError(f"Cần một lệnh trong: {', '.join(cchc.commands)}{hint}.")
    if first in cchc.commands:
        rest, words = split_words(cchc.commands[first], arguments[1:])
        arguments = [first, *rest]
        kept.enter_context(environment_with(**words))  # as make passes them on
    with sentences(cchc.commands):
        # not cchc.main, which takes Ctrl-C and a closed pipe for its own
        try:
            with cchc.make_context("cchc", arguments) as context:
                cchc.invoke(context)
        except click.exceptions.Exit:
            return  # help was asked for


def _is_windows() -> bool:
    return os.name == "nt"


def _at_this_door(sentence: str) -> str:
    """Name commands as this system has them: there is no make on Windows."""
    if not _is_windows():
        return sentence
    return re.sub(rf"\bmake (?=(?:{'|'.join(cchc.commands)})\b)", "cchc ", sentence)


def _speak_utf8() -> None:
    """Write Vietnamese wherever the output goes, also in what this process starts; Windows has code pages of its own."""
    os.environ.setdefault("PYTHONUTF8", "1")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.casefold() not in {"utf-8", "utf8"}:
            stream.reconfigure(encoding="utf-8", errors="replace")


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        The command's name, its words and its options; ``sys.argv`` by default.

    Returns
    -------
    int
        0; 2 with a sentence on standard error when the input is wrong; 1 for a fault of the program.
    """
    if (asked := answer(cchc)) is not None:
        return asked
    _speak_utf8()
    set_libraries()
    # closing the terminal ends a run as Ctrl-C does: the staging folder is removed, the old report stays
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with contextlib.ExitStack() as kept:
        try:
            _run(sys.argv[1:] if arguments is None else arguments, kept)
        except CchcError as error:
            _trace()
            print(f"Lỗi: {_at_this_door(str(error))}", file=sys.stderr)
            return EXIT_WRONG
        except KeyboardInterrupt:
            print("Đã dừng theo yêu cầu; báo cáo cũ vẫn nguyên vẹn.", file=sys.stderr)
            return EXIT_STOPPED
        except Exception as error:  # noqa: BLE001 -- the last door: one sentence, the traceback on request
            _trace()
            print(
                f"Lỗi của chương trình ({type(error).__name__}: {error}); chạy lại với DEBUG=1 để xem chi tiết.",
                file=sys.stderr,
            )
            return EXIT_BROKEN
    return 0


def _trace() -> None:
    if os.environ.get("DEBUG", "").strip() == "1":
        traceback.print_exc()
