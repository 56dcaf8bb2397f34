"""Sections that only say that something is not known are gathered at the end of an analysis."""

from cchc.reporting.blocks import Block, Heading, Paragraph, Span
from cchc.reporting.control_blocks import Control
from cchc.reporting.unknown_box import gather_unknown


def _told(text: str, style: str = "body") -> Paragraph:
    return Paragraph((Span(text),), style)


def _texts(blocks: list[Block]) -> list[str]:
    return [block.text if isinstance(block, Heading | Paragraph) else block.kind for block in blocks]


HINT = "Số đã công bố thì thêm vào data/published"


def test_a_section_of_nothing_known_goes_with_its_heading_and_its_introduction() -> None:
    intro = [Heading(2, "Xu hướng"), _told("Mỗi đường là một chỉ số.")]
    blocks = [
        Heading(2, "Kết quả"), _told("Đạt 84 điểm."), *intro, _told("Chưa biết hai năm.", "unknown"), Control("Trang kiểm soát", (), ()),
    ]  # fmt: skip
    found = gather_unknown(blocks, intro)
    assert _texts(found)[:4] == ["Kết quả", "Đạt 84 điểm.", "Chưa biết", "Xu hướng. Chưa biết hai năm."]
    assert _texts(found)[4].startswith(HINT)
    assert isinstance(found[-1], Control)


def test_what_an_analyst_wrote_below_keeps_the_section() -> None:
    intro = [Heading(2, "Xu hướng")]
    blocks = [*intro, _told("Chưa biết hai năm.", "unknown"), _told("Nhận xét của phòng: tăng đều.")]
    assert gather_unknown(blocks, intro) == blocks


def test_a_subsection_goes_alone_and_equal_sentences_are_said_once() -> None:
    blocks = [
        Heading(2, "SIPAS"), _told("Đạt 80%."),
        Heading(3, "Theo yếu tố"), _told("Chưa có phiếu.", "unknown"),
        Heading(3, "Theo nhóm"), _told("Chưa có phiếu.", "unknown"),
        Heading(2, "PAPI"), _told("Đạt 43 điểm."),
    ]  # fmt: skip
    found = _texts(gather_unknown(blocks, ()))
    assert found[:4] == ["SIPAS", "Đạt 80%.", "PAPI", "Đạt 43 điểm."]
    assert found[4:6] == ["Chưa biết", "Theo yếu tố. Chưa có phiếu."]
    assert len(found) == 7


def test_a_section_all_of_whose_subsections_are_unknown_goes_whole() -> None:
    blocks = [Heading(2, "SIPAS"), Heading(3, "Theo yếu tố"), _told("Chưa có phiếu.", "unknown")]
    assert _texts(gather_unknown(blocks, ()))[:2] == ["Chưa biết", "SIPAS. Chưa có phiếu."]


def test_what_is_not_applicable_is_named_only_where_nothing_else_says_it() -> None:
    section = [Heading(2, "PAPI"), _told("PAPI chỉ được đo ở cấp tỉnh.", "not_applicable")]
    assert _texts(gather_unknown(section, ()))[1] == "PAPI. PAPI chỉ được đo ở cấp tỉnh."
    limits = [Heading(2, "Giới hạn"), _told("PAPI chỉ được đo ở cấp tỉnh, nên không có ở đây.", "dash")]
    assert _texts(gather_unknown([*section, *limits], ())) == _texts(limits)


def test_a_heading_without_content_and_a_document_without_gaps_stay() -> None:
    blocks = [Heading(1, "Tên"), Heading(2, "Một"), Heading(2, "Hai"), _told("Lời.")]
    assert gather_unknown(blocks, blocks[:3]) == blocks


def test_the_box_stands_before_the_tables_behind_the_findings() -> None:
    blocks = [
        Heading(2, "Xu hướng"),
        _told("Chưa biết.", "unknown"),
        Heading(2, "Bảng số liệu", is_back=True),
        _told("Bảng 1"),
    ]
    assert [one for one in _texts(gather_unknown(blocks, ())) if one in {"Chưa biết", "Bảng số liệu"}] == [
        "Chưa biết",
        "Bảng số liệu",
    ]
