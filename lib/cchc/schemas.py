"""The tables of the project, one class each: columns, units, allowed values.

Validation, the data dictionary (``data/dictionary.md``) and ``data/datapackage.json`` all come from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from cchc.frameworks import NODE_KINDS, PAR_METHODS, ROLES
from cchc.localities import ADMIN_LEVELS
from cchc.scoring_rules import COMPARISONS, RULE_KINDS

STATISTICS = ("value", "mean", "max", "min")
INDICES = ("par_index", "sipas", "papi")
SOLUTION_STATUSES = ("suggestion", "office")

_CODE = r"^([A-Z]{1,4}|[A-Z]?\d+)(\.[0-9a-zđ]+)*$"
_KEY = r"^[A-Za-z0-9_]+$"
_DATE = r"^(\d{4}-\d{2}-\d{2})?$"
_DEADLINE = r"^((0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|all_year)$"


class _Table(pa.DataFrameModel):  # type: ignore[misc]
    """Common settings: no unknown column, nothing converted silently."""

    class Config:
        strict = True
        ordered = True
        coerce = False


class Localities(_Table):
    """Administrative units with the time in which they exist."""

    locality_key: Series[str] = pa.Field(str_matches=_KEY, description="Mã địa phương trong dự án (BacKan)")
    locality_code: Series[str] = pa.Field(
        str_matches=r"^(\d{2})?$", description="Mã số đơn vị hành chính, chỉ duy nhất trong từng thời kỳ"
    )
    name_vi: Series[str] = pa.Field(str_length={"min_value": 2}, description="Tên gọi")
    name_full_vi: Series[str] = pa.Field(str_length={"min_value": 2}, description="Tên đầy đủ kèm loại đơn vị")
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp hành chính")
    parent_key: Series[str] = pa.Field(description="Mã đơn vị cấp trên, trống với cấp tỉnh")
    valid_from: Series[str] = pa.Field(str_matches=_DATE, description="Ngày bắt đầu tồn tại (ISO 8601)")
    valid_to: Series[str] = pa.Field(str_matches=_DATE, description="Ngày cuối cùng tồn tại, trống nếu đang tồn tại")
    successor_key: Series[str] = pa.Field(description="Mã đơn vị kế thừa, trống nếu đang tồn tại")
    aliases: Series[str] = pa.Field(description="Cách viết khác, cách nhau bằng dấu chấm phẩy")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")

    class Config(_Table.Config):
        """Which columns together name a row."""

        unique = ("locality_key", "valid_from")


class Provinces2025(_Table):
    """The 34 provinces since 1 July 2025: their communes, area and centre."""

    locality_key: Series[str] = pa.Field(str_matches=_KEY, unique=True, description="Mã địa phương (từ 01/7/2025)")
    n_xa: Series[int] = pa.Field(ge=0, description="Số xã")
    n_phuong: Series[int] = pa.Field(ge=0, description="Số phường")
    n_dac_khu: Series[int] = pa.Field(ge=0, description="Số đặc khu")
    n_total: Series[int] = pa.Field(ge=1, description="Tổng số đơn vị hành chính cấp xã")
    area_km2: Series[float] = pa.Field(gt=0, description="Diện tích [km²]")
    centroid_lat: Series[float] = pa.Field(ge=8, le=24, description="Vĩ độ trọng tâm [độ]")
    centroid_lon: Series[float] = pa.Field(ge=102, le=115, description="Kinh độ trọng tâm [độ]")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")


class Agencies(_Table):
    """Agencies that plans name, with the time in which they exist under that name."""

    agency_key: Series[str] = pa.Field(str_matches=_KEY, unique=True, description="Mã cơ quan trong dự án (SNV)")
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp hành chính")
    name_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên đầy đủ")
    short_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên viết gọn trong phụ lục")
    valid_from: Series[str] = pa.Field(str_matches=_DATE, description="Ngày bắt đầu tồn tại, trống nếu trước 2012")
    valid_to: Series[str] = pa.Field(str_matches=_DATE, description="Ngày cuối cùng tồn tại, trống nếu đang tồn tại")
    successor_key: Series[str] = pa.Field(description="Mã cơ quan kế thừa")
    aliases: Series[str] = pa.Field(description="Cách viết khác, cách nhau bằng dấu chấm phẩy")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")


class Sources(_Table):
    """Where published figures were read."""

    source_key: Series[str] = pa.Field(str_matches=r"^[a-z0-9_]+$", unique=True, description="Mã nguồn")
    title: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên bài, văn bản hoặc trang")
    url: Series[str] = pa.Field(
        str_matches=r"^(https?://\S+)?$", description="Địa chỉ lúc đọc; trống nếu là văn bản giấy"
    )


class ParPublished(_Table):
    """PAR INDEX figures as announced; sources that disagree all stand."""

    locality_key: Series[str] = pa.Field(str_matches=_KEY, description="Mã địa phương; VietNam là cả nước")
    year: Series[int] = pa.Field(ge=2012, le=2100, description="Năm của kết quả")
    code: Series[str] = pa.Field(
        isin=("total", *"12345678", *PAR_METHODS), description="total, lĩnh vực 1-8 hoặc nguồn điểm"
    )
    statistic: Series[str] = pa.Field(
        isin=STATISTICS, description="value: của địa phương; mean, max, min: của các đơn vị"
    )
    score: Series[float] = pa.Field(nullable=True, ge=0, le=100, description="Điểm đạt [điểm]")
    max_score: Series[float] = pa.Field(nullable=True, gt=0, le=100, description="Điểm tối đa [điểm]")
    pct: Series[float] = pa.Field(nullable=True, ge=0, le=100, description="Chỉ số [%]")
    rank: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=63, description="Thứ hạng, 1 là cao nhất")
    n_ranked: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=63, description="Số đơn vị được xếp hạng")
    grade_vi: Series[str] = pa.Field(description="Xếp loại như công bố, trống nếu không nêu")
    source_key: Series[str] = pa.Field(description="Mã nguồn trong sources.csv")


class SipasPublished(_Table):
    """SIPAS figures as announced; sources that disagree all stand."""

    locality_key: Series[str] = pa.Field(str_matches=_KEY, description="Mã địa phương; VietNam là cả nước")
    year: Series[int] = pa.Field(ge=2012, le=2100, description="Năm của kết quả")
    component_vi: Series[str] = pa.Field(
        str_length={"min_value": 5}, description="total hoặc tên thành phần như công bố"
    )
    statistic: Series[str] = pa.Field(
        isin=STATISTICS, description="value: của địa phương; mean, max, min: của các đơn vị"
    )
    pct: Series[float] = pa.Field(nullable=True, ge=0, le=100, description="Chỉ số [%]")
    rank: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=63, description="Thứ hạng, 1 là cao nhất")
    n_ranked: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=63, description="Số đơn vị được xếp hạng")
    source_key: Series[str] = pa.Field(description="Mã nguồn trong sources.csv")


class PapiPublished(_Table):
    """PAPI scores of the provinces; a withheld result is an absent row, never 0."""

    locality_key: Series[str] = pa.Field(str_matches=_KEY, description="Mã địa phương")
    year: Series[int] = pa.Field(ge=2018, le=2100, description="Năm của kết quả")
    code: Series[str] = pa.Field(
        str_matches=r"^(total|D[1-8](\.[1-4])?)$", description="total, nội dung hoặc nội dung thành phần"
    )
    score: Series[float] = pa.Field(ge=0, le=80, description="Điểm [điểm]")
    source_key: Series[str] = pa.Field(description="Mã nguồn trong sources.csv")

    class Config(_Table.Config):
        """Which columns together name a row."""

        unique = ("locality_key", "year", "code")


class PapiStructure(_Table):
    """Names and years of validity of PAPI's dimensions and sub-dimensions."""

    code: Series[str] = pa.Field(str_matches=r"^(total|D[1-8](\.[1-4])?)$", unique=True, description="Mã")
    parent_code: Series[str] = pa.Field(description="Mã cấp trên")
    name_vi: Series[str] = pa.Field(str_length={"min_value": 5}, description="Tên")
    year_from: Series[int] = pa.Field(ge=2018, description="Năm đầu")
    year_to: Series[int] = pa.Field(ge=2018, description="Năm cuối")


class Criteria(_Table):
    """One edition of a framework, a row per node of the tree."""

    code: Series[str] = pa.Field(str_matches=_CODE, unique=True, description="Mã, luôn là chữ: 1.10 khác 1.1")
    parent_code: Series[str] = pa.Field(description="Mã cấp trên, trống với cấp cao nhất")
    node_kind: Series[str] = pa.Field(
        isin=tuple(NODE_KINDS), description="Loại: lĩnh vực, tiêu chí, tiêu chí thành phần ..."
    )
    name_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên")
    max_score: Series[float] = pa.Field(nullable=True, gt=0, description="Điểm tối đa [điểm], trống nếu chưa biết")
    method: Series[str] = pa.Field(isin=("", *PAR_METHODS), description="Nguồn điểm của tiêu chí lá")
    role: Series[str] = pa.Field(
        isin=tuple(ROLES), description="Trống: điểm thường; bonus: điểm cộng; penalty: điểm trừ"
    )
    status: Series[str] = pa.Field(str_length={"min_value": 3}, description="Mức độ tin cậy của dòng này")
    source: Series[str] = pa.Field(description="Nguồn của dòng này")


class Rules(_Table):
    """Scoring rules of an edition, a row per part of a rule; see ``scoring_rules.Rule``."""

    code: Series[str] = pa.Field(str_matches=_CODE, description="Mã tiêu chí")
    rule_kind: Series[str] = pa.Field(isin=tuple(RULE_KINDS), description="Loại quy tắc")
    label_vi: Series[str] = pa.Field(description="Tên mục (quy tắc items)")
    comparison: Series[str] = pa.Field(isin=COMPARISONS, description="Bậc có gồm cận dưới (>=) hay không (>)")
    lower: Series[float] = pa.Field(nullable=True, description="Ngưỡng hoặc cận dưới; tỷ lệ ghi 0-1")
    upper: Series[float] = pa.Field(nullable=True, description="Mức trần hoặc cận trên; tỷ lệ ghi 0-1")
    score: Series[float] = pa.Field(nullable=True, ge=0, description="Điểm của bậc, của mục [điểm]")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")


class RuleExamples(_Table):
    """Worked examples that a decision prints; they are run against the rule."""

    code: Series[str] = pa.Field(str_matches=_CODE, description="Mã tiêu chí")
    given: Series[str] = pa.Field(str_length={"min_value": 1}, description="Kết quả khai báo")
    given_total: Series[str] = pa.Field(description="Tổng số phải thực hiện (quy tắc tỷ lệ)")
    printed_score: Series[float] = pa.Field(ge=0, description="Điểm mà văn bản in [điểm]")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")


class GradingBands(_Table):
    """Grades by percentage, each with its source; where no band is known there is no grade."""

    issuer_key: Series[str] = pa.Field(str_matches=_KEY, description="Nơi quy định; VietNam là công bố của Bộ Nội vụ")
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp được xếp loại")
    year_from: Series[int] = pa.Field(ge=2012, description="Năm kết quả đầu")
    year_to: Series[int] = pa.Field(ge=2012, description="Năm kết quả cuối")
    grade_vi: Series[str] = pa.Field(str_length={"min_value": 1}, description="Tên loại, nhóm")
    lower_pct: Series[float] = pa.Field(ge=0, le=100, description="Từ [%], kể cả giá trị này")
    upper_pct: Series[float] = pa.Field(gt=0, le=100.01, description="Đến [%], không kể giá trị này; 100.01: kể cả 100")
    source: Series[str] = pa.Field(str_length={"min_value": 3}, description="Nguồn")


class Solutions(_Table):
    """What may be done about a criterion; suggestions that an office edits."""

    index: Series[str] = pa.Field(isin=INDICES, description="Chỉ số")
    framework_id: Series[str] = pa.Field(str_matches=_KEY, description="Bộ tiêu chí")
    criterion_code: Series[str] = pa.Field(str_matches=_CODE, description="Mã tiêu chí")
    cause_vi: Series[str] = pa.Field(str_length={"min_value": 5}, description="Nguyên nhân thường gặp, cần xác nhận")
    solution_vi: Series[str] = pa.Field(str_length={"min_value": 5}, description="Nhiệm vụ, giải pháp để tăng điểm")
    keep_vi: Series[str] = pa.Field(description="Nhiệm vụ để giữ điểm tối đa (chỉ PAR INDEX)")
    output_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Sản phẩm")
    lead_agency_key: Series[str] = pa.Field(str_matches=_KEY, description="Cơ quan chủ trì")
    cooperating_agency_keys: Series[str] = pa.Field(description="Cơ quan phối hợp, cách nhau bằng dấu chấm phẩy")
    deadline: Series[str] = pa.Field(str_matches=_DEADLINE, description="Thời hạn MM-DD trong năm, hoặc all_year")
    effort_days: Series[int] = pa.Field(ge=1, le=2000, description="Công sức [ngày công]")
    status: Series[str] = pa.Field(isin=SOLUTION_STATUSES, description="suggestion: gợi ý; office: cơ quan đã duyệt")

    class Config(_Table.Config):
        """Which columns together name a row."""

        unique = ("index", "framework_id", "criterion_code")


_SCORE: dict[str, object] = {"nullable": True, "ge": 0}


class ScoreSheet(_Table):
    """A score sheet as read from its form: a row per scored node, every stage kept as entered."""

    criterion_code: Series[str] = pa.Field(str_matches=_CODE, unique=True, description="Mã tiêu chí")
    max_score: Series[float] = pa.Field(gt=0, description="Điểm tối đa [điểm]")
    is_applicable: Series[bool] = pa.Field(description="Sai: không áp dụng, không tính vào mẫu số")
    declared: Series[str] = pa.Field(description="Kết quả thực hiện đã khai")
    declared_total: Series[str] = pa.Field(description="Tổng số phải thực hiện")
    self_score: Series[float] = pa.Field(**_SCORE, description="Điểm tự chấm [điểm]")
    appraised_1_score: Series[float] = pa.Field(**_SCORE, description="Điểm thẩm định lần 1 [điểm]")
    explanation_vi: Series[str] = pa.Field(description="Giải trình")
    appraised_2_score: Series[float] = pa.Field(**_SCORE, description="Điểm thẩm định lần 2 [điểm]")
    survey_score: Series[float] = pa.Field(**_SCORE, description="Điểm điều tra [điểm]")
    approved_score: Series[float] = pa.Field(**_SCORE, description="Điểm được phê duyệt [điểm]")
    evidence_vi: Series[str] = pa.Field(description="Tài liệu kiểm chứng")
    note_vi: Series[str] = pa.Field(description="Ghi chú")


@dataclass(frozen=True)
class Resource:
    """A table file under ``data/`` and the schema that it obeys."""

    path: str
    schema: type[pa.DataFrameModel]
    title_vi: str
    primary_key: tuple[str, ...]


#: Every table under data/ that is not an office's own; framework folders add one Criteria table each.
RESOURCES = (
    Resource("reference/localities.csv", Localities, "Địa phương", ("locality_key", "valid_from")),
    Resource("reference/provinces_2025.csv", Provinces2025, "34 tỉnh, thành phố từ 01/7/2025", ("locality_key",)),
    Resource("reference/agencies.csv", Agencies, "Cơ quan", ("agency_key",)),
    Resource("published/sources.csv", Sources, "Nguồn số liệu công bố", ("source_key",)),
    Resource("published/par_index.csv", ParPublished, "PAR INDEX đã công bố", ()),
    Resource("published/sipas.csv", SipasPublished, "SIPAS đã công bố", ()),
    Resource("published/papi.csv", PapiPublished, "PAPI đã công bố", ("locality_key", "year", "code")),
    Resource(
        "frameworks/grading.csv", GradingBands, "Mức xếp loại", ("issuer_key", "admin_level", "year_from", "grade_vi")
    ),
    Resource("frameworks/papi/structure.csv", PapiStructure, "Cấu trúc PAPI", ("code",)),
    Resource("solutions/catalogue.csv", Solutions, "Danh mục giải pháp", ("index", "framework_id", "criterion_code")),
)
