"""YAML as offices write it: every surprise of the format is one sentence with its line."""

from __future__ import annotations

import copy
import functools
from typing import Any

import yaml

from cchc.errors import Fault, InputError

#: Keys below keys: the parameters need five.
_MOST_NESTED = 30
_ALLOWED = "kiểm tra thụt dòng, dấu hai chấm và dấu nháy"


class _TellingError(yaml.constructor.ConstructorError):
    """Something that YAML allows and no parameter means; its problem is a Vietnamese clause."""


class _Loader(yaml.SafeLoader):
    """Safe YAML without repeated keys (which plain YAML silently overrides), references, and dates that do not exist."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise _TellingError(None, None, "không dùng tham chiếu (*tên); hãy chép lại nội dung", mark)
        self.depth = getattr(self, "depth", 0) + 1
        if self.depth > _MOST_NESTED:
            raise _TellingError(None, None, "các khóa lồng nhau quá sâu", self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                words = 'giá trị bắt đầu bằng { hoặc [ phải đặt trong dấu nháy kép, ví dụ "{{ unit }}"'
                raise _TellingError(None, None, words, key_node.start_mark)
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise _TellingError(None, None, f"khóa '{key}' xuất hiện hai lần", key_node.start_mark)
            seen.add(key)
        return super().construct_mapping(node, deep)

    def construct_yaml_timestamp(self, node: Any) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise _TellingError(None, None, f"ngày '{node.value}' không có thật", node.start_mark) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)


@functools.lru_cache(maxsize=256)
def _parsed(text: str) -> Any:
    """Parse a text once in a process: a report of a commune reads the same ones again for its province."""
    return yaml.load(text, Loader=_Loader)  # noqa: S506 -- a SafeLoader


def load_yaml(path: str, text: str) -> Any:
    """Read a YAML text.

    Parameters
    ----------
    path, text : str
        For messages, and what it holds.

    Returns
    -------
    object
        As YAML has it; None for an empty text.

    Raises
    ------
    InputError
        With line and column: what is no YAML, repeats a key, refers to other places, names a day that does not exist,
        holds control characters or nests too deep.
    """
    try:
        return copy.deepcopy(_parsed(text))
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        found = f"có ký tự điều khiển không in được (U+{ord(text[error.position]):04X})"
        raise InputError([Fault(path, f"dòng {line}", found, "hãy xóa ký tự đó")]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"dòng {mark.line + 1}, cột {mark.column + 1}" if mark else ""
        found = str(error.problem) if isinstance(error, _TellingError) else "không đọc được theo cú pháp YAML"
        raise InputError([Fault(path, place, found, _ALLOWED)]) from None
    except (ValueError, RecursionError):  # figures that are none, such as 0o9
        raise InputError([Fault(path, "", "không đọc được theo cú pháp YAML", _ALLOWED)]) from None
