"""Criteria found again by name: written by hand, as offices name them, with the one of the illustrative set that is meant."""

import time
from pathlib import Path

import pandas as pd
import pytest
from cchc.analysis.name_matching import (
    FLOOR_PCT,
    LIKELY_PCT,
    SAME_NAME_PCT,
    NamedCriterion,
    NameMatcher,
    fold_name,
    named_leaves,
)
from cchc.frameworks import Framework
from cchc.sources.framework_files import load_framework
from cchc.sources.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
LEAD = "Công tác chỉ đạo điều hành CCHC"
LAW, STEPS, BODY, STAFF = "Cải cách thể chế", "Cải cách TTHC", "Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ"
MONEY, DIGITAL, EFFECT = "Cải cách tài chính công", "Xây dựng chính quyền điện tử, chính quyền số", "Tác động của CCHC"
#: Name as an office may write it, heading above it, code that is meant; empty: the set has no such criterion.
NAMED = [
    ("Ban hành kế hoạch CCHC năm kịp thời, đầy đủ", LEAD, "1.1.1"),
    ("Mức độ hoàn thành kế hoạch CCHC", LEAD, "1.1.2"),
    ("Thực hiện kế hoạch kiểm tra CCHC", LEAD, "1.2.1"),
    ("Xử lý các vấn đề phát hiện qua kiểm tra", f"{LEAD} Kiểm tra CCHC", "1.2.2"),
    ("Công tác tuyên truyền CCHC", LEAD, "1.3"),
    ("Sáng kiến hoặc giải pháp mới trong CCHC", LEAD, "1.4"),
    ("Thực hiện các nhiệm vụ được Chính phủ, Thủ tướng Chính phủ giao", LEAD, "1.5.1"),
    ("Đối thoại của lãnh đạo UBND tỉnh với người dân, cộng đồng doanh nghiệp", LEAD, "1.5.3"),
    ("Mức độ hoàn thành việc xây dựng VBQPPL hằng năm theo kế hoạch được phê duyệt", LAW, "2.1.1"),
    ("Xử lý kết quả theo dõi thi hành pháp luật", LAW, "2.2.2"),
    ("Ban hành kế hoạch theo dõi tình hình thi hành pháp luật", LAW, "2.2.1"),
    ("Xử lý VBQPPL sau rà soát", LAW, "2.3.2"),
    ("Xử lý văn bản trái pháp luật do kiểm tra phát hiện", LAW, "2.3.4"),
    ("Xử lý các vấn đề phát hiện qua rà soát TTHC", STEPS, "3.1.2"),
    ("Công khai TTHC tại nơi tiếp nhận, giải quyết", STEPS, "3.2.2"),
    ("Tỷ lệ TTHC tiếp nhận, giải quyết và trả kết quả tại Bộ phận Một cửa cấp tỉnh", STEPS, "3.3.1"),
    ("Tỷ lệ hồ sơ TTHC do các cơ quan cấp tỉnh tiếp nhận trong năm được giải quyết đúng hạn", STEPS, "3.4.1"),
    ("Tỷ lệ hồ sơ TTHC do UBND cấp xã tiếp nhận trong năm được giải quyết đúng hạn", STEPS, "3.4.3"),
    ("Thực hiện việc xin lỗi người dân, tổ chức khi để xảy ra trễ hẹn trong giải quyết hồ sơ TTHC", STEPS, "3.4.4"),
    ("Xử lý phản ánh, kiến nghị của cá nhân, tổ chức đối với TTHC", STEPS, "3.5"),
    ("Thực hiện quy định về sử dụng biên chế hành chính", BODY, "4.2.1"),
    ("Thực hiện quy định về số lượng lãnh đạo tại các cơ quan hành chính", BODY, "4.1.3"),
    ("Thực hiện kiểm tra, đánh giá định kỳ đối với các nhiệm vụ đã phân cấp", BODY, "4.3.2"),
    ("Thực hiện quy định về tuyển dụng công chức tại cơ quan", STAFF, "5.2.1"),
    ("Thực hiện quy định về tuyển dụng viên chức", STAFF, "5.2.2"),
    ("Tỷ lệ CBCC cấp xã đạt chuẩn", STAFF, "5.5.1"),
    ("Thực hiện giải ngân kế hoạch đầu tư vốn NSNN", MONEY, "6.1.1"),
    ("Tỷ lệ giải ngân vốn đầu tư công", MONEY, "6.1.1"),
    ("Thực hiện các kiến nghị sau thanh tra, kiểm toán về tài chính, ngân sách", MONEY, "6.1.2"),
    ("Thực hiện thanh toán trực tuyến phí, lệ phí giải quyết TTHC", DIGITAL, "7.2.4"),
    ("Tỷ lệ DVCTT toàn trình có phát sinh hồ sơ", DIGITAL, "7.2.2"),
    ("Tỷ lệ hồ sơ TTHC được xử lý trực tuyến", DIGITAL, "7.2.3"),
    ("Tỷ lệ hồ sơ TTHC được số hóa", DIGITAL, "7.2.5"),
    ("Thu hút đầu tư của tỉnh", EFFECT, "8.2.1"),
    ("Thực hiện thu ngân sách hằng năm của tỉnh theo kế hoạch được Chính phủ giao", EFFECT, "8.2.4"),
    ("Mức độ thực hiện các chỉ tiêu phát triển KT-XH do HĐND tỉnh giao", EFFECT, "8.2.6"),
    ("Chỉ số hài lòng của người dân, tổ chức", EFFECT, "8.1"),
    ("Công bố ISO 9001 tại UBND cấp xã", "Xây dựng chính quyền điện tử", ""),
    ("Ứng dụng trí tuệ nhân tạo trong giải quyết công việc", "Xây dựng chính quyền số", ""),
    ("Thời gian gửi báo cáo định kỳ", LEAD, ""),
    ("Điểm thưởng do được khen", "Điểm thưởng", ""),
    ("Phòng cháy, chữa cháy tại trụ sở", "Nội dung khác", ""),
    ("Cấp tài khoản định danh điện tử mức độ 2", "Chính quyền số", ""),
    ("Tỷ lệ dân số tham gia bảo hiểm y tế", "Kinh tế - xã hội", ""),
    ("Bố trí kinh phí cho cải cách hành chính", LEAD, ""),
    ("Kết quả xây dựng nông thôn mới", "Kinh tế - xã hội", ""),
    ("Xử lý vi phạm trật tự xây dựng", "Nội dung khác", ""),
    ("Mức độ hoàn thành trồng cây xanh", "Nội dung khác", ""),
]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return load_framework(Reader(ROOT), "par_province_2022_illustrative")


@pytest.fixture(scope="module")
def matcher(framework: Framework) -> NameMatcher:
    short = pd.read_csv(ROOT / "data/reference/abbreviations.csv")
    return NameMatcher(named_leaves(framework), dict(zip(short["abbreviation"], short["meaning_vi"], strict=True)))


def _match(matcher: NameMatcher, name: str, above: str, code: str = "?") -> tuple[str, int]:
    found = matcher.match(NamedCriterion("own", code, name, (above,)))
    return ("", 0) if found is None else (found.found.code, found.pct)


def test_names_as_offices_write_them_are_found_and_others_are_not_offered(matcher: NameMatcher) -> None:
    found = [(wanted, *_match(matcher, name, above)) for name, above, wanted in NAMED]
    meant = [one for one in found if one[0]]
    offered = [one for one in meant if one[1]]
    assert [one for one in found if not one[0] and one[1]] == []
    assert (len(meant), len(offered), sum(one[0] == one[1] for one in offered)) == (37, 36, 34)
    likely = [one for one in offered if one[2] >= LIKELY_PCT]
    assert len(likely) == 18
    assert all(wanted == code for wanted, code, _ in likely)
    assert all(FLOOR_PCT <= pct < SAME_NAME_PCT for _, _, pct in offered)


def test_the_same_code_and_name_are_certain_and_the_same_name_alone_nearly(
    framework: Framework, matcher: NameMatcher
) -> None:
    for one in named_leaves(framework):
        assert _match(matcher, one.name_vi, " ".join(one.above), one.code) == (one.code, 100)
    assert _match(matcher, "KẾT QUẢ THU HÚT ĐẦU TƯ CỦA TỈNH", "Khác", "9.9") == ("8.2.1", SAME_NAME_PCT)


def test_a_second_name_that_is_nearly_as_alike_lowers_the_certainty(matcher: NameMatcher) -> None:
    # two criteria of the set are about following the law: the names are alike by 70, and the wrong one is a little nearer
    assert _match(matcher, "Ban hành kế hoạch theo dõi tình hình thi hành pháp luật", LAW) == ("2.2.2", 66)


def test_a_domain_is_not_offered_for_a_criterion() -> None:
    domain = NamedCriterion("x", "1", "Cải cách thể chế")
    matcher = NameMatcher([domain], {})
    assert matcher.match(NamedCriterion("own", "1.1", "Cải cách thể chế", ("Cải cách thể chế",))) is None
    assert matcher.match(NamedCriterion("own", "2", "Cải cách thể chế")) is not None


def test_folding_keeps_nothing_but_letters() -> None:
    assert fold_name("Đơn giản hóa, TTHC", {"tthc": "thủ tục"}) == "don gian hoa thu tuc"
    assert fold_name("–") == ""


def test_a_whole_framework_is_matched_in_a_moment(framework: Framework, matcher: NameMatcher) -> None:
    started = time.perf_counter()
    for one in named_leaves(framework):
        matcher.rank(NamedCriterion("own", "?", f"{one.name_vi} năm", one.above), 3)
    assert time.perf_counter() - started < 3
