"""What gets in: texts, parameters and pages that were made to reach further, or never to end, end in one sentence."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path

import pytest
from cchc import build_plan, compute_results, load_inputs
from cchc.errors import CchcError, InputError, ParameterError
from cchc.reporting.office_templates import fill_template
from cchc.sources.yaml_files import load_yaml

VALUES = {"year": 2024, "unit": "tỉnh Hà Tĩnh", "rows": [{"name": "a"}, {"name": "b"}], "none": None}


def _fill(source: str) -> str:
    return fill_template(source, VALUES, lambda line, why: ParameterError(f"dòng {line}: {why}"))


ATTACKS = {
    "cycler": "{{ cycler.__init__.__globals__.os.popen('touch /tmp/x').read() }}",
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "format": "{{ '{0.__class__}'.format(unit) }}",
    "format map": "{{ '{a.__class__}'.format_map({'a': unit}) }}",
    "joiner": "{{ joiner.__init__ }}",
    "self": "{{ self._TemplateReference__context }}",
    "environment": "{{ namespace.__init__.__globals__ }}",
    "map": "{{ [unit] | map(attribute='__class__') | join }}",
    "attr": "{{ unit | attr('__class__') }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'document.html.j2' as x %}",
    "division": "{{ 1/0 }}",
    "unknown name": "{{ yaer }}",
    "unknown filter": "{{ unit | urlize }}",
    "syntax": "{{ unit",
    "type": "{{ unit + 1 }}",
    "none": "{{ none.value }}",
    "long loop": "{% for i in range(10**9) %}{% endfor %}",
    "loop in loop": "{% for i in range(999) %}{% for j in range(999) %}{% endfor %}{% endfor %}",
    "range by another name": "{% set r = range %}{% for i in r(999) %}{% for j in r(999) %}{% for k in r(999) %}{% endfor %}{% endfor %}{% endfor %}",
    "loop over a long text": "{% for a in '"
    + "x" * 999
    + "' %}{% for b in '"
    + "x" * 999
    + "' %}{% endfor %}{% endfor %}",
    "recursion": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "long text": "{{ 'a' * 10**9 }}",
    "wide text": "{{ '%999999999d' | format(1) }}",
    "wide text by method": "{{ unit.ljust(999999999) }}",
    "doubling": "".join(["{% set x = 'ab' %}", *["{% set x = x ~ x %}"] * 60]),
    "doubling lists": "".join(["{% set x = [1] %}", *["{% set x = x + x %}"] * 60]),
    "doubling by replacement": "{{ 'a'" + ".replace('a', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')" * 9 + " }}",
    "power": "{{ 9**9**9 }}",
    "rounding": "{{ 1 | round(99999999, 'ceil') }}",
    "joining": "".join(
        ["{% set ns = namespace(s='ab') %}", *["{% set ns.s = ns.s ~ ns.s %}"] * 15, "{{ ns.s | list | join(ns.s) }}"]
    ),
    "replacing": "".join(
        ["{% set ns = namespace(s='ab') %}", *["{% set ns.s = ns.s ~ ns.s %}"] * 14, "{{ ns.s | replace('a', ns.s) }}"]
    ),
    "sums in loops": "{% for i in range(40000) %}{{ range(40000) | sum }}{% endfor %}",
    "sorting in loops": "{% for i in range(4000) %}{{ (unit | list | sort) | length }}{% endfor %}" * 3,
    "products": "".join(["{% set x = 9 %}", *["{% set x = x * x %}"] * 60]),
}


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS)
def test_a_text_reaches_nothing_and_always_ends_with_one_sentence(source: str) -> None:
    with pytest.raises(ParameterError, match=r"^dòng \d+: [^A-Z\n]{8,}") as caught:
        _fill(f"Kế hoạch\n{source}\n")
    assert "\n" not in str(caught.value)


def test_a_text_may_do_what_texts_do() -> None:
    source = "{% for row in rows %}{{ loop.index + 1 }}. {{ row.name | upper }}{{ '; ' if not loop.last }}{% endfor %}"
    assert _fill(source) == "2. A; 3. B"
    assert (
        _fill("{{ unit.replace('tỉnh', 'Tỉnh') ~ ' ' ~ (year - 1) }}, {{ '%02d' | format(rows | length) }}")
        == "Tỉnh Hà Tĩnh 2023, 02"
    )


def test_what_an_office_typed_stays_as_it_is_in_a_text() -> None:
    from cchc.reporting.markdown import parse_markdown

    typed = "Hội *Nông dân* [số 1](http://x) ~~a~~ `b` <img src=x> &lt; \\ _c_ | d"
    told = fill_template("- {{ unit }}\n", {"unit": typed}, lambda _, why: ParameterError(why), is_markdown=True)
    (block,) = parse_markdown(told)
    assert block.text == typed  # type: ignore[attr-defined]


def test_a_fault_in_a_text_names_the_file_and_the_line(project: Path) -> None:
    path = project / "params/texts/improvement_province/purpose.md"
    path.write_text("## I\n\n- một\n- {{ 1 / 0 }}\n", encoding="utf-8")
    plan = build_plan(compute_results(load_inputs("HaTinh", 2024)))
    from cchc.reporting.sections import plan as sections

    with pytest.raises(InputError, match=r"purpose\.md, dòng 4: không điền được văn bản \(chia cho 0\)"):
        sections.text(plan, "purpose")


@pytest.mark.parametrize(
    "source", ["{{ cycler.__init__.__globals__ }}", "{{ 1/0 }}", "{% for i in range(10**9) %}{% endfor %}"]
)
def test_a_title_in_the_parameters_reaches_nothing_either(project: Path, source: str) -> None:
    from cchc.reporting.sections import plan as sections

    (project / "params/2024/HaTinh.yml").write_text(f"plan:\n  subject: '{source}'\n", encoding="utf-8")
    with pytest.raises(CchcError, match=r"plan\.subject"):
        sections.letterhead(build_plan(compute_results(load_inputs("HaTinh", 2024))))


def test_a_page_asks_nobody_for_anything_and_runs_only_its_own_script() -> None:
    from cchc.reporting.blocks import Column, Heading, Paragraph, Row, Settings, Span, Table
    from cchc.reporting.document import Document
    from cchc.reporting.html import render_html

    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    settings = Settings(bad, "analysis", "", bad, bad, "2024-01-01")
    table = Table((Column("a", bad),), (Row((bad,)),), caption=bad, note=bad, is_interactive=True)
    page = render_html(Document(settings, (Heading(1, bad), Paragraph((Span(bad),)), table)))
    assert page.count("<script>") == 1
    assert "<img src=x" not in page
    script = page.partition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    told = html.unescape(found[1])
    assert told.startswith("default-src 'none';")
    assert f"script-src 'sha256-{digest}'" in told


YAML = {
    "a date that does not exist": ("plan:\n  day: 2024-02-30\n", r"dòng 2, cột 8: ngày '2024-02-30' không có thật"),
    "a time that does not exist": ("day: 2024-02-03 25:00:00\n", r"dòng 1.*không có thật"),
    "a control character": ('plan:\n  signer: "A\x07B"\n', r"dòng 2: có ký tự điều khiển không in được \(U\+0007\)"),
    "unquoted braces": ("plan:\n  subject: {{ unit }}\n", r"dòng 2.*phải đặt trong dấu nháy kép"),
    "deep nesting": ("a: " + "[" * 5000 + "]" * 5000, r"dòng 1.*lồng nhau quá sâu"),
    "references": ("a: &a [1]\nb: *a\n", r"dòng 2.*không dùng tham chiếu"),
    "a repeated key": ("a: 1\na: 2\n", r"dòng 2.*khóa 'a' xuất hiện hai lần"),
    "a python object": ("a: !!python/object/apply:os.system ['true']\n", r"dòng 1.*không đọc được theo cú pháp YAML"),
    "a tab": ("a:\n\tb: 1\n", r"dòng 2.*không đọc được theo cú pháp YAML"),
}


@pytest.mark.parametrize(("text", "words"), YAML.values(), ids=YAML)
def test_every_surprise_of_yaml_is_one_sentence_with_its_line(text: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        load_yaml("params/2024/HaTinh.yml", text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith("Tệp params/2024/HaTinh.yml, dòng")
