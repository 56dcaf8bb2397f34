"""The data dictionary: ``data/dictionary.md`` for people, ``data/datapackage.json`` (Frictionless) for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from cchc import schemas
from cchc.columns import entries, meaning
from cchc.indices_defined import Index
from cchc.provenance import STATUSES
from cchc.reporting.sentences import environment
from cchc.sources.announced import SCHEMAS
from cchc.sources.index_files import load_indices
from cchc.sources.reader import Reader
from cchc.sources.root import find_root

_TYPES = {"int64": "integer", "Int64": "integer", "float64": "number"}
_TYPES_VI = {"integer": "số nguyên", "number": "số", "string": "chữ"}


def resources(root: Path, indices: Iterable[Index]) -> list[schemas.Resource]:
    """Return every table under ``data/`` with its schema: of each index its announced figures, of each edition criteria and rules."""
    kinds = (
        ("criteria.csv", schemas.Criteria, "Tiêu chí", ("code",)),
        ("rules.csv", schemas.Rules, "Quy tắc chấm", ()),
        ("rule_examples.csv", schemas.RuleExamples, "Ví dụ chấm điểm", ()),
    )
    editions = [
        schemas.Resource(path.relative_to(root / "data").as_posix(), schema, f"{title}: {path.parent.name}", key)
        for name, schema, title, key in kinds
        for path in sorted((root / "data" / "frameworks").glob(f"*/{name}"))
    ]
    announced = [
        schemas.Resource(
            one.published_file.removeprefix("data/"), SCHEMAS[one.kind], f"{one.name_vi} đã công bố",
            ("unit_key", "year", "code", "source_key") if one.kind == "published" else (),
        )
        for one in indices
        if (root / one.published_file).is_file()
    ]  # fmt: skip
    return [*schemas.RESOURCES, *announced, *editions]


def _constraints(column: Any) -> dict[str, Any]:
    names = {
        "isin": ("enum", "allowed_values"),
        "greater_than_or_equal_to": ("minimum", "min_value"),
        "less_than_or_equal_to": ("maximum", "max_value"),
        "str_matches": ("pattern", "pattern"),
    }
    found: dict[str, Any] = {}
    for check in column.checks:
        if check.name in names:
            name, statistic = names[check.name]
            value = check.statistics[statistic]
            found[name] = list(value) if name == "enum" else getattr(value, "pattern", value)
    if column.unique:
        found["unique"] = True
    if not column.nullable and _TYPES.get(str(column.dtype)):
        found["required"] = True
    return found


def _fields(resource: schemas.Resource, root: Path) -> list[dict[str, Any]]:
    fields = []
    with (root / "data" / resource.path).open(encoding="utf-8-sig") as file:
        heading = file.readline()
    for name, column in resource.schema.to_schema().columns.items():
        if not column.required and name not in heading:
            continue  # a column that may be left out, and is
        constraints = _constraints(column)
        field: dict[str, Any] = {
            "name": name,
            "type": _TYPES.get(str(column.dtype), "string"),
            "description": column.description or meaning(name),
        }
        if constraints:
            field["constraints"] = constraints
        fields.append(field)
    return fields


def build_package(root: Path) -> dict[str, Any]:
    """Return the Frictionless data package descriptor.

    Parameters
    ----------
    root : pathlib.Path
        Folder of the project.

    Returns
    -------
    dict
        One resource per table, with its schema.
    """
    packaged = []
    for resource in resources(root, load_indices(Reader(root)).all):
        schema: dict[str, Any] = {"fields": _fields(resource, root), "missingValues": []}
        has_numbers = any(field["type"] != "string" for field in schema["fields"])
        schema["missingValues"] = [""] if has_numbers else []
        if resource.primary_key:
            schema["primaryKey"] = list(resource.primary_key)
        packaged.append(
            {
                "name": resource.path.removesuffix(".csv").replace("/", "-").replace("_", "-").lower(),
                "type": "table",
                "title": resource.title_vi,
                "path": resource.path,
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "schema": schema,
            }
        )
    return {"name": "cchc-data", "title": "Dữ liệu của dự án cchc", "resources": packaged}


def build_dictionary(root: Path) -> str:
    """Return the dictionary as Markdown, in Vietnamese."""
    template = environment().get_template("dictionary.md.j2")
    told = template.render(
        statuses=STATUSES,
        resources=[
            {
                "title_vi": one.title_vi,
                "path": one.path,
                "doc": (one.schema.__doc__ or "").strip().splitlines()[0],
                "fields": [
                    field
                    | {"type_vi": _TYPES_VI[field["type"]], "allowed_vi": _allowed_text(field.get("constraints", {}))}
                    for field in _fields(one, root)
                ],
            }
            for one in resources(root, load_indices(Reader(root)).all)
        ],
        columns=entries().values(),
    )
    return told.strip() + "\n"


def _allowed_text(constraints: dict[str, Any]) -> str:
    parts = []
    if "enum" in constraints:
        parts.append(", ".join(f"`{value}`" if value else "(trống)" for value in constraints["enum"]))
    if "minimum" in constraints or "maximum" in constraints:
        parts.append(f"từ {constraints.get('minimum', '…')} đến {constraints.get('maximum', '…')}")
    if "pattern" in constraints:
        parts.append("mẫu `" + constraints["pattern"].replace("|", "\\|") + "`")
    if constraints.get("unique"):
        parts.append("không trùng")
    return "; ".join(parts)


def write_dictionary() -> list[Path]:
    """Write both files and return their paths."""
    root = find_root()
    markdown, package = root / "data" / "dictionary.md", root / "data" / "datapackage.json"
    texts = (build_dictionary(root), json.dumps(build_package(root), ensure_ascii=False, indent=2) + "\n")
    for path, text in zip((markdown, package), texts, strict=True):
        fresh = path.with_name(f".{path.name}.part")  # whole or not at all
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(path)
    return [markdown, package]
