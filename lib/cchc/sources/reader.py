"""Reading files of the project while keeping the record of what was read."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa

from cchc.errors import Fault, InputError
from cchc.provenance import InputFile
from cchc.sources.csv_rows import FAILED, has_failed, refuse_uneven_rows, todays_headings
from cchc.sources.looked import Looked, find_paths, hash_names
from cchc.sources.saved import saved_time
from cchc.sources.trees import TreeEntry, hash_entries, list_tree
from cchc.sources.yaml_files import load_yaml
from cchc.texts import normalise_text, unprintable

_NUMBERS = {"int64", "float64", "Int64"}
#: Tables that were read and checked in this process, by content: the same bytes need no second look.
_TABLES: dict[tuple[str, type[pa.DataFrameModel]], pd.DataFrame] = {}


class Reader:
    """Reads files below one root and remembers each with its hash and status.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._used: dict[str, InputFile] = {}
        self._rows: dict[str, list[str]] = {}
        #: What was asked besides the files read.
        self.looked = Looked()
        #: What was built from files already, so that a thousand sheets share one framework.
        self.memory: dict[str, Any] = {}

    @property
    def used(self) -> tuple[InputFile, ...]:
        """Every file read so far, sorted by path."""
        return tuple(sorted(self._used.values()))

    def exists(self, path: str) -> bool:
        """Tell whether a file stands below the root."""
        found = self.looked.probes[path] = (self.root / path).is_file()
        return found

    def hash_of(self, path: str) -> str:
        """Return the hash of a file that was read."""
        return self._used[path].sha256

    def has_read(self, path: str) -> bool:
        """Tell whether a file was read."""
        return path in self._used

    def find(self, folder: str, pattern: str) -> list[Path]:
        """Return what matches a pattern below a folder of the project, sorted, and record the answer."""
        paths = find_paths(self.root, folder, pattern)
        self.looked.listings[f"{folder}|{pattern}"] = hash_names(self.root / folder, paths)
        return paths

    def list_folder(self, folder: str, *, status: str, title_vi: str) -> list[Path]:
        """Return what stands in a folder as ``find`` does; that nothing else stands there is an input, if anything does."""
        paths = self.find(folder, "*")
        if paths:
            self._used[folder] = InputFile(folder, self.looked.listings[f"{folder}|*"], status, title_vi)
        return paths

    def read_tree(self, path: str, *, status: str, title_vi: str) -> tuple[TreeEntry, ...]:
        """Hash everything below a folder, or a file however large, and record it as one input; no content is kept.

        Parameters
        ----------
        path, status, title_vi : str
            See ``read_bytes``.

        Returns
        -------
        tuple of TreeEntry
            See ``trees.list_tree``; what cannot be read is told there.
        """
        entries = list_tree(self.root / path)
        digest = self.looked.trees[path] = hash_entries(entries)
        self._used[path] = InputFile(path, digest, status, title_vi)
        return entries

    def consult(self, path: Path) -> str:
        """Read a text that decides what else is read; it is recorded, but is no input."""
        content = path.read_bytes()
        self.looked.consulted[path.relative_to(self.root).as_posix()] = hashlib.sha256(content).hexdigest()
        return content.decode("utf-8-sig")

    def consult_bytes(self, path: str) -> bytes:
        """Read a file that decides what else is read; it is recorded, but is no input."""
        content = (self.root / path).read_bytes()
        self.looked.consulted[path] = hashlib.sha256(content).hexdigest()
        return content

    def keep_part(self, path: str, map_path: str, digest: str) -> None:
        """Record that of a file which may name people only what a map keeps is rested on, under the hash of that alone."""
        self._used[path] = dataclasses.replace(self._used[path], sha256=digest, rows_sha256="", saved="")
        self.looked.exports[f"{path}|{map_path}"] = digest

    def read_bytes(self, path: str, *, status: str, title_vi: str) -> bytes:
        """Read a file and record it.

        Parameters
        ----------
        path : str
            Relative to the root.
        status : str
            Status of its figures, key of ``provenance.STATUSES``.
        title_vi : str
            What it is.

        Returns
        -------
        bytes
            The content.

        Raises
        ------
        InputError
            If the file is missing or cannot be read.
        """
        try:
            content = (self.root / path).read_bytes()
        except OSError as error:
            reason = (
                "không có tệp này" if isinstance(error, FileNotFoundError) else f"không đọc được tệp ({error.strerror})"
            )
            raise InputError([Fault(path, "", reason, "hãy kiểm tra lại đường dẫn và quyền đọc")]) from None
        self._used[path] = InputFile(
            path, hashlib.sha256(content).hexdigest(), status, title_vi, saved=saved_time(content)
        )
        return content

    def narrow(self, path: str, rows: pd.DataFrame) -> pd.DataFrame:
        """Record that only some rows of a table are rested on, beside those of earlier calls; return them."""
        digest = hashlib.sha256(",".join(rows.columns).encode())
        digest.update(pd.util.hash_pandas_object(rows, index=False).to_numpy().tobytes())
        self._rows.setdefault(path, []).append(digest.hexdigest())
        joined = hashlib.sha256("".join(self._rows[path]).encode()).hexdigest()
        self._used[path] = dataclasses.replace(self._used[path], rows_sha256=joined)
        return rows

    def rest_on_part(self, path: str, part: object, *, status: str, title_vi: str) -> None:
        """Record that of a file of parameters only a part is rested on, unless all of it is."""
        known = self._used.get(path)
        if known is not None and not known.rows_sha256:
            return
        digest = hashlib.sha256(json.dumps(part, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
        whole = hashlib.sha256((self.root / path).read_bytes()).hexdigest()
        self._used[path] = InputFile(path, whole, status, title_vi, rows_sha256=digest)

    def adopt(self, other: Reader, *, status: str) -> None:
        """Record what another reader has read and asked, the files that are not recorded here yet with a status of their own."""
        for one in other.used:
            self._used.setdefault(one.path, dataclasses.replace(one, status=status))
        self.looked.take_in(other.looked)

    def mark(self, path: str, status: str) -> None:
        """Change the recorded status of a file once its content has told what it is."""
        self._used[path] = dataclasses.replace(self._used[path], status=status)

    def read_text(self, path: str, *, status: str, title_vi: str) -> str:
        """Read a UTF-8 text and record it; a byte order mark is dropped, harmless characters are brought into one form.

        Raises
        ------
        InputError
            With the line of what is no UTF-8, or that no document can carry.
        """
        return _decode(path, self.read_bytes(path, status=status, title_vi=title_vi))

    def read_yaml(self, path: str, *, status: str, title_vi: str) -> dict[str, Any]:
        """Read a YAML mapping and record it.

        Raises
        ------
        InputError
            With the line, if the file is not YAML, repeats a key or is not a mapping.
        """
        text = self.read_text(path, status=status, title_vi=title_vi)
        content = load_yaml(path, text)
        if content is None:
            return {}
        if not isinstance(content, dict):
            raise InputError(
                [
                    Fault(
                        path, "dòng 1", "nội dung không phải các cặp khóa: giá trị", "mỗi dòng cần dạng 'khóa: giá trị'"
                    )
                ]
            )
        return content

    def read_table(self, path: str, schema: type[pa.DataFrameModel], *, status: str, title_vi: str) -> pd.DataFrame:
        """Read a CSV file as its schema describes it; text stays text.

        Parameters
        ----------
        path : str
            Relative to the root.
        schema : type of pandera.DataFrameModel
            Columns, types and checks.
        status, title_vi : str
            See ``read_bytes``.

        Returns
        -------
        pandas.DataFrame
            Validated, in the order of the file.

        Raises
        ------
        InputError
            With every fault: line, column, what was found, what is allowed.
        """
        content = self.read_bytes(path, status=status, title_vi=title_vi)
        known = _TABLES.get((self._used[path].sha256, schema))
        if known is None:
            known = self._parse_table(path, _decode(path, content), schema)
            _TABLES[self._used[path].sha256, schema] = known
        return known.copy(deep=False)  # copied when somebody changes it: nobody's changes reach another reader

    def _parse_table(self, path: str, text: str, schema: type[pa.DataFrameModel]) -> pd.DataFrame:
        heading = text.partition("\n")[0]
        separator = ";" if heading.count(";") > heading.count(",") else ","  # Vietnamese Excel saves CSV with ;
        refuse_uneven_rows(path, text, separator)
        try:
            table = pd.read_csv(io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, index_col=False)
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            line = re.search(r"line (\d+)", str(error))
            place = f"dòng {line[1]}" if line else ""
            allowed = "mỗi dòng phải có cùng số cột với dòng tiêu đề"
            raise InputError([Fault(path, place, "không đọc được bảng CSV", allowed)]) from None
        columns = schema.to_schema().columns
        table = table.rename(columns=todays_headings(table.columns, columns))
        failed = _find_failed(path, text, table)
        if failed:
            raise InputError(failed)
        faults = [
            Fault(path, f"cột {name}", "thiếu cột", "hãy thêm cột này")
            for name, one in columns.items()
            if one.required and name not in table
        ]
        faults += [
            Fault(path, f"cột {name}", "cột không có trong mẫu", f"các cột được dùng: {', '.join(columns)}")
            for name in table
            if name not in columns
        ]
        if faults:
            raise InputError(faults)
        for at, optional in enumerate(columns):
            if optional not in table:
                table.insert(at, optional, "")  # a column that may be left out
        for name, column in columns.items():
            kind = str(column.dtype)
            if kind not in _NUMBERS:
                continue
            filled = table[name].where(table[name] != "", None)
            numbers = pd.to_numeric(filled, errors="coerce")
            bad = filled.notna() & numbers.isna()
            if kind in {"int64", "Int64"}:
                bad |= numbers.notna() & (numbers % 1 != 0)
            if kind == "int64":
                bad |= numbers.isna()
            faults += [
                Fault(
                    path,
                    f"dòng {line + 2}, cột {name}",
                    f"giá trị '{table[name][line]}'",
                    "cần một số, dùng dấu chấm thập phân",
                )
                for line in table.index[bad]
            ]
            if not bad.any():
                table[name] = numbers.astype(kind)
        if faults:
            raise InputError(faults)
        try:
            return schema.validate(table, lazy=True)
        except pa.errors.SchemaErrors as error:
            raise InputError(_schema_faults(path, error)) from None


def _decode(path: str, content: bytes) -> str:
    """Return what a text holds; errors as for ``Reader.read_text``."""
    try:
        text = normalise_text(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            [Fault(path, f"dòng {line}", "ký tự không theo mã UTF-8", "hãy lưu lại tệp với mã UTF-8")]
        ) from None
    if characters := unprintable(text):
        line = text.count("\n", 0, text.index(next(one for one in text if unprintable(one)))) + 1
        found = f"có ký tự không in được ({', '.join(characters[:3])})"
        raise InputError([Fault(path, f"dòng {line}", found, "hãy xóa ký tự đó rồi gõ lại")])
    return text


def _find_failed(path: str, text: str, table: pd.DataFrame) -> list[Fault]:
    """List the cells that show a failed formula or no number; most tables hold no such word at all."""
    if not FAILED.search(text):
        return []
    allowed = "hãy sửa công thức, hoặc ghi giá trị"
    return [
        Fault(path, f"dòng {line + 2}, cột {name}", f"ô báo lỗi '{table[name][line]}'", allowed)
        for name in table
        for line in table.index[table[name].map(lambda cell: has_failed(str(cell).strip()))]
    ]


#: Beginning of a check's name → what is allowed; the check's argument is put into the braces.
_CHECKS = {
    "greater_than_or_equal_to": "phải không nhỏ hơn {}",
    "greater_than": "phải lớn hơn {}",
    "less_than_or_equal_to": "phải không lớn hơn {}",
    "less_than": "phải nhỏ hơn {}",
    "isin": "chỉ dùng: {}",
    "str_matches": "sai cách viết; xem cột này trong data/dictionary.md",
    "str_length": "quá ngắn hoặc để trống",
    "not_nullable": "không được để trống",
    "field_uniqueness": "giá trị này đã có ở dòng khác",
}


def _schema_faults(path: str, error: pa.errors.SchemaErrors) -> list[Fault]:
    faults, repeated = [], set()
    for case in error.failure_cases.itertuples():
        if str(case.check).startswith("multiple_fields_uniqueness"):
            repeated.add(int(case.index) + 2)
            continue
        line = "" if pd.isna(case.index) else f"dòng {int(case.index) + 2}, "
        name, _, argument = str(case.check).partition("(")
        argument = argument.removesuffix(")").strip("[]").replace("'", "")
        allowed = _CHECKS.get(name, f"vi phạm quy tắc {case.check}").format(argument)
        faults.append(Fault(path, f"{line}cột {case.column}", f"giá trị '{case.failure_case}'", allowed))
    if repeated:
        named = ", ".join(map(str, sorted(repeated)))
        faults.append(Fault(path, f"các dòng {named}", "trùng khóa với nhau", "mỗi dòng phải có khóa riêng"))
    return faults
