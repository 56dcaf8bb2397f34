"""``run.json``: what a report was made of, and whether it still stands for that.

The same record is the provenance that a reader can check and the memory by which a report is rebuilt only when
something it rests on has changed, judged by content. Imports nothing heavy: a run with nothing to do must not wait.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.metadata
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cchc.provenance import STATUSES, InputFile
from cchc.run.notebook_choice import chosen_notebook, further_names
from cchc.sources.looked import Looked, find_paths, hash_file, hash_names
from cchc.sources.trees import hash_tree
from cchc.sources.version import find_code, find_commit

if TYPE_CHECKING:
    from cchc.planning.check_findings import CheckFinding
    from cchc.reporting.footing import Traced

RECORD = "run.json"
#: What an office may change by hand after building: a report does not become stale by it.
EDITED_BY_HAND = (".docx", ".xlsx", ".ics")
#: What a report is made with: the direct dependencies, and what runs the cells (a test holds them to pyproject.toml).
PACKAGES = (
    "click", "filelock", "icalendar", "ipykernel", "ipython", "jinja2", "jupyterlab", "jupyterlab-language-pack-vi-vn", "lxml", "markdown-it-py", "matplotlib", "nbclient", "nbconvert",
    "nbdime", "nbformat", "numpy", "openpyxl", "pandas", "pandera", "papermill", "psutil", "pydantic", "python-docx", "pyyaml", "rapidfuzz", "scipy",
    "tqdm", "typst", "xlsxwriter",
)  # fmt: skip


@functools.cache
def environment() -> dict[str, Any]:
    """Return versions of Python, of this package and of those that shape a report."""
    return {
        "cchc": importlib.metadata.version("cchc"),
        "python": ".".join(map(str, sys.version_info[:3])),
        "packages": {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def describe_inputs(files: Sequence[InputFile]) -> list[dict[str, str]]:
    """Return the inputs as ``run.json`` lists them."""
    return [
        {
            "path": one.path,
            "sha256": one.sha256,
            **({"rows_sha256": one.rows_sha256} if one.rows_sha256 else {}),
            "status": one.status,
            "status_vi": STATUSES[one.status],
        }
        for one in files
    ]


def write_record(
    inputs: Traced,
    parameters: Mapping[str, Any],
    params: Mapping[str, Any],
    root: Path,
    folder: Path,
    *,
    notebooks: Mapping[str, str],
    cells_read: Mapping[str, str],
    unwatched: Sequence[str],
    findings: Sequence[CheckFinding] = (),
    summary: Mapping[str, Any] | None = None,
) -> None:
    """Write ``run.json`` beside everything else that was written.

    Parameters
    ----------
    inputs : Traced
        What was read.
    parameters : mapping
        Of the command.
    params : mapping
        What ``params/`` chose.
    root, folder : pathlib.Path
        The project, and the folder of the outputs.
    notebooks : mapping of str to str
        Notebook that was run → sha256 of what was run.
    cells_read : mapping of str to str
        File of the project that a cell read by itself → sha256.
    unwatched : sequence of str
        Notebooks with cells of the analyst's own, which may rest on what nobody watches.
    findings : sequence of CheckFinding
        Of the checks before printing.
    summary : mapping, optional
        What a list of reports shows of this one.
    """
    record = {
        "parameters": parameters,
        "params": params,
        "commit": find_commit(root),
        "code_sha256": find_code(root),
        **environment(),
        "notebooks": notebooks,
        "cells_read": cells_read,
        "unwatched": unwatched,
        "inputs": describe_inputs(inputs.files),
        "looked": dataclasses.asdict(inputs.looked),
        "illustrative": [one.path for one in inputs.files if one.status == "illustrative"],
        "checks": [dataclasses.asdict(one) for one in findings],
        "outputs": {
            path.relative_to(folder).as_posix(): hash_file(path) for path in sorted(folder.rglob("*")) if path.is_file()
        },
        **({} if summary is None else {"summary": summary}),
    }
    (folder / RECORD).write_bytes(render_record(record))


def issued_heading(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the record of a copy to be signed tells of its heading: ``number``, ``symbol``, ``date`` (ISO), ``replaces``."""
    summary = record.get("summary")
    found = summary.get("issued") if isinstance(summary, dict) else None
    return found if isinstance(found, dict) else {}


def render_record(record: Mapping[str, Any]) -> bytes:
    """Return a record as a file holds it, keys sorted."""
    return (json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def read_record(folder: Path) -> dict[str, Any] | None:
    """Return the record of a report; None if there is none that can be read."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return record if isinstance(record, dict) else None


class Present:
    """What stands in the project now; every file is hashed, every folder listed once, however many reports ask.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._hashes: dict[str, str | None] = {}
        self._files: dict[str, frozenset[str]] = {}
        self._listings: dict[str, str] = {}
        self._trees: dict[str, str] = {}
        self._exports: dict[str, str] = {}

    def hash_of(self, path: str) -> str | None:
        """Return the sha256 of a file of the project; None if there is none."""
        if path not in self._hashes:
            self._hashes[path] = hash_file(self.root / path)
        return self._hashes[path]

    def is_file(self, path: str) -> bool:
        """Tell whether a file of the project stands there."""
        folder, _, name = path.rpartition("/")
        if folder not in self._files:
            try:
                with os.scandir(self.root / folder) as found:
                    self._files[folder] = frozenset(one.name for one in found if one.is_file())
            except OSError:
                self._files[folder] = frozenset()
        names = self._files[folder]
        # a file system may know the file under another spelling
        return name in names or (bool(names) and (self.root / path).is_file())

    def names_of(self, listing: str) -> str:
        """Return the ``hash_names`` of what ``folder|pattern`` finds in the project."""
        if listing not in self._listings:
            folder, _, pattern = listing.partition("|")
            self._listings[listing] = hash_names(self.root / folder, find_paths(self.root, folder, pattern))
        return self._listings[listing]

    def tree_of(self, path: str) -> str:
        """Return the ``hash_tree`` of what stands in the project."""
        if path not in self._trees:
            self._trees[path] = hash_tree(self.root / path)
        return self._trees[path]

    def export_of(self, export: str) -> str:
        """Return the hash of what the map of ``path|map`` keeps of a survey in the project."""
        if export not in self._exports:
            from cchc.sources.survey_files import hash_export  # noqa: PLC0415 -- heavy, and few have such a file

            path, _, map_path = export.partition("|")
            self._exports[export] = hash_export(self.root, path, map_path)
        return self._exports[export]

    def why_rebuild(
        self, record: Mapping[str, Any] | None, folder: Path, parameters: Mapping[str, Any], product: str = "report"
    ) -> str:
        """Tell what forbids to keep a report, whatever its inputs say: they are asked by ``changed_inputs``.

        Returns
        -------
        str
            A clause in Vietnamese; empty if nothing does.
        """
        if record is None or not isinstance(record.get("looked"), dict):
            return "chưa có báo cáo" if not folder.is_dir() else "báo cáo cũ không có run.json đọc được"
        try:
            if record["parameters"] != dict(parameters):
                return _other_parameters(record["parameters"], parameters)
            if record["code_sha256"] != find_code(self.root):
                return "mã nguồn lib/cchc hoặc requirements.lock đã đổi"
            if any(record[name] != value for name, value in environment().items()):
                return "phiên bản Python hoặc gói phần mềm đã đổi"
            for name, sha256 in record["notebooks"].items():
                chosen = chosen_notebook(name.rpartition("/")[2], parameters, self.root)
                if chosen != name:
                    return f"dùng notebooks/{chosen} thay cho notebooks/{name}"
                if self.hash_of(f"notebooks/{name}") != sha256:
                    return f"notebooks/{name} đã đổi"
            more = further_names(parameters, self.root) if product == "report" else []
            for name in more:
                if name not in record["notebooks"]:
                    return f"mới có notebooks/{name}"
            for name, sha256 in record["cells_read"].items():
                if self.hash_of(name) != sha256:
                    return f"{name} mà sổ tính đọc đã đổi"
            for name, sha256 in record["outputs"].items():
                path = folder / name
                if not path.is_file():
                    return f"thiếu tệp {name}"
                if path.suffix not in EDITED_BY_HAND and hash_file(path) != sha256:
                    return f"tệp {name} không còn như khi lập"
        except (KeyError, TypeError, AttributeError):
            return "run.json của báo cáo cũ không đủ nội dung"
        return ""

    def changed_inputs(self, record: Mapping[str, Any]) -> list[str]:
        """List the inputs that are not as they were, and questions to the file system with another answer.

        A file in which only rows of other units changed counts here: whether the report rests on the changed
        rows is only known after reading it (``changed_content``).
        """
        looked = Looked(**record["looked"])
        # an input that is a folder is asked for by its names, or by everything below it
        folders = {listing.partition("|")[0] for listing in looked.listings} | set(looked.trees)
        exports = {export.partition("|")[0]: export for export in looked.exports}
        changed = [
            one["path"]
            for one in record["inputs"]
            if one["path"] not in folders | exports.keys() and self.hash_of(one["path"]) != one["sha256"]
        ]
        changed += [path for path, one in exports.items() if self.export_of(one) != looked.exports[one]]
        changed += [path for path, digest in looked.trees.items() if self.tree_of(path) != digest]
        changed += [path for path, sha256 in looked.consulted.items() if self.hash_of(path) != sha256]
        changed += [path for path, found in looked.probes.items() if self.is_file(path) != found]
        changed += [key.replace("|", "/") for key, names in looked.listings.items() if self.names_of(key) != names]
        return sorted(set(changed))


def _other_parameters(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Say for what else the product was built the last time."""
    names = sorted(name for name in {*before, *now} - {"issue"} if before.get(name) != now.get(name))
    if not names:
        return f"lần trước là bản {'phát hành' if before.get('issue') else 'dự thảo'}"
    return f"lần trước lập với {', '.join(f'{name}={before.get(name)}' for name in names)}"


def changed_content(record: Mapping[str, Any], files: Sequence[InputFile]) -> list[str]:
    """Tell what differs between the content that a report rests on and what was read now; empty if nothing does.

    Parameters
    ----------
    record : mapping
        Of the report.
    files : sequence of InputFile
        As read now.
    """

    def content(rows: Sequence[Mapping[str, str]]) -> dict[str, tuple[str, str]]:
        return {one["path"]: (one.get("rows_sha256") or one["sha256"], one["status"]) for one in rows}

    before, now = content(record["inputs"]), content(describe_inputs(files))
    differing = sorted(path for path in {*before, *now} if before.get(path) != now.get(path))
    return [
        f"mới có {path}" if path not in before else f"không còn {path}" if path not in now else f"{path} đã đổi"
        for path in differing
    ]


def refreshed(record: Mapping[str, Any], files: Sequence[InputFile], looked: Looked) -> dict[str, Any]:
    """Return the record of a report that is kept, with the files as they are now."""
    return {**record, "inputs": describe_inputs(files), "looked": dataclasses.asdict(looked)}
