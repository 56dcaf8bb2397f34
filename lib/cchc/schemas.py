"""The tables of the project, one class each: columns, units, allowed values.

Validation, the data dictionary (``data/dictionary.md``) and ``data/datapackage.json`` all come from here.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from cchc.frameworks import ANSWER_KINDS, ASPECTS, NODE_KINDS, PAR_METHODS, ROLES
from cchc.reference_schemas import (
    KEY,
    UNIT_KEY,
    Abbreviations,
    Agencies,
    CampaignUnits,
    Provinces2025,
    Regions,
    Table,
    TileGrid,
    Units,
)
from cchc.scoring_rules import COMPARISONS, RULE_KINDS
from cchc.units import ADMIN_LEVELS

STATISTICS = ("value", "mean", "max", "min")
INDEX_KEY = r"^[a-z][a-z0-9_]*$"
SOLUTION_STATUSES = ("suggestion", "office")
#: How far a source is to be trusted, the most first; a derived figure was announced by nobody.
CERTAINTIES = ("official", "press", "derived")
#: What is told of the whole country or of a region beside mean, max and min of ``STATISTICS``.
AGGREGATES = ("mean", "group_size", "group_low", "group_high", "group", "n_above_mean")

_CODE = r"^([A-Z]{1,4}|[A-Z]?\d+)(\.[0-9a-zđ]+)*$"
_CODES = r"^([A-Z0-9][0-9A-Za-zđ.]*( *; *[A-Z0-9][0-9A-Za-zđ.]*)*)?$"
_PART = rf"^(total|{'|'.join(PAR_METHODS)}|[A-Z]?\d+)$"
_CODE_OR_TOTAL = r"^(total|[A-Z]{1,4}|[A-Z]?\d+(\.[0-9a-zđ]+)*)$"
_DEADLINE = r"^((0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])|quarterly|monthly)$"


class Sources(Table):
    """Where published figures were read."""

    source_key: Series[str] = pa.Field(str_matches=r"^[a-z0-9_]+$", unique=True, description="Mã nguồn")
    title: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên bài, văn bản hoặc trang")
    url: Series[str] = pa.Field(
        str_matches=r"^(https?://\S+)?$", description="Địa chỉ lúc đọc; trống nếu là văn bản giấy"
    )
    certainty: Series[str] = pa.Field(
        isin=CERTAINTIES,
        description="official: văn bản, trang của cơ quan nhà nước; press: báo chí nêu lại; derived: suy ra, không ai công bố",
    )


class PublishedPoints(Table):
    """Figures of a scored index as announced; sources that disagree all stand."""

    unit_key: Series[str] = pa.Field(str_matches=UNIT_KEY, description="Mã địa phương; VietNam là cả nước")
    year: Series[int] = pa.Field(ge=2012, le=2100)
    code: Series[str] = pa.Field(str_matches=_PART, description="total, lĩnh vực hoặc nguồn điểm")
    statistic: Series[str] = pa.Field(isin=STATISTICS)
    score: Series[float] = pa.Field(nullable=True, ge=0, le=100)
    max_score: Series[float] = pa.Field(nullable=True, gt=0, le=100)
    pct: Series[float] = pa.Field(nullable=True, ge=0, le=100)
    rank: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=5000)
    n_ranked: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=5000)
    grade_vi: Series[str] = pa.Field()
    source_key: Series[str] = pa.Field()
    field_vi: Series[str] | None = pa.Field(
        description="Nhóm đơn vị được xếp hạng cùng nhau, khi không phải mọi đơn vị cùng cấp: phường; xã, đặc khu"
    )


class PublishedShares(Table):
    """Figures of a surveyed index as announced; sources that disagree all stand."""

    unit_key: Series[str] = pa.Field(str_matches=UNIT_KEY, description="Mã địa phương; VietNam là cả nước")
    year: Series[int] = pa.Field(ge=2012, le=2100)
    component_vi: Series[str] = pa.Field(
        str_length={"min_value": 5}, description="total hoặc tên thành phần như công bố"
    )
    statistic: Series[str] = pa.Field(isin=STATISTICS)
    pct: Series[float] = pa.Field(nullable=True, ge=0, le=100)
    rank: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=5000)
    n_ranked: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=1, le=5000)
    source_key: Series[str] = pa.Field()
    field_vi: Series[str] | None = pa.Field(
        description="Nhóm đơn vị được xếp hạng cùng nhau, khi không phải mọi đơn vị cùng cấp: phường; xã, đặc khu"
    )


class PublishedChanges(Table):
    """Changes since the year before that were announced without last year's value."""

    unit_key: Series[str] = pa.Field(str_matches=UNIT_KEY)
    year: Series[int] = pa.Field(ge=2012, le=2100)
    index: Series[str] = pa.Field(str_matches=INDEX_KEY, description="Chỉ số: tên tệp trong data/indices")
    code: Series[str] = pa.Field(str_matches=_CODE_OR_TOTAL, description="total hoặc mã lĩnh vực")
    change: Series[float] = pa.Field(nullable=True, ge=-100, le=100, description="Thay đổi so với năm trước [điểm]")
    rank_change: Series[pd.Int64Dtype] = pa.Field(nullable=True, ge=-5000, le=5000)
    source_key: Series[str] = pa.Field()

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("unit_key", "year", "index", "code")


class Aggregates(Table):
    """Figures announced of the country, a region, or the group of a province, beside the values themselves."""

    index: Series[str] = pa.Field(str_matches=INDEX_KEY, description="Chỉ số: tên tệp trong data/indices")
    year: Series[int] = pa.Field(ge=2011, le=2100)
    area: Series[str] = pa.Field(
        str_length={"min_value": 3}, description="VietNam, tên vùng, hoặc mã địa phương (group)"
    )
    statistic: Series[str] = pa.Field(
        isin=AGGREGATES,
        description="mean: trung bình; group_size, group_low, group_high: số đơn vị, cận dưới, cận trên của nhóm; group: nhóm của địa phương; n_above_mean: số đơn vị cao hơn trung bình",
    )
    group_vi: Series[str] = pa.Field(description="Tên nhóm, trống với mean và n_above_mean")
    value: Series[float] = pa.Field(nullable=True, ge=0, description="Giá trị [%, điểm, đơn vị]; trống với group")
    source_key: Series[str] = pa.Field()

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("index", "year", "area", "statistic", "group_vi", "source_key")


class Withheld(Table):
    """Results that the publisher withheld; what is neither there nor announced is only not known to us."""

    index: Series[str] = pa.Field(str_matches=INDEX_KEY, description="Chỉ số: tên tệp trong data/indices")
    year: Series[int] = pa.Field(ge=2011, le=2100)
    unit_key: Series[str] = pa.Field(str_matches=UNIT_KEY)
    codes: Series[str] = pa.Field(description="Các mã không công bố, cách nhau bằng ;. Trống: toàn bộ kết quả")
    source_key: Series[str] = pa.Field()

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("index", "year", "unit_key")


class PublishedScores(Table):
    """Values and ranks of a published index; a withheld result is an absent row, never 0."""

    unit_key: Series[str] = pa.Field(str_matches=UNIT_KEY)
    year: Series[int] = pa.Field(ge=2011, le=2100)
    code: Series[str] = pa.Field(
        str_matches=_CODE_OR_TOTAL, description="total, nội dung hoặc nội dung thành phần, như trong bộ của năm đó"
    )
    score: Series[float] = pa.Field(
        nullable=True, ge=0, description="Giá trị [đơn vị của chỉ số]; trống khi chỉ công bố thứ hạng"
    )
    rank: Series[pd.Int64Dtype] | None = pa.Field(nullable=True, ge=1, description="Thứ hạng công bố, 1 là tốt nhất")
    n_ranked: Series[pd.Int64Dtype] | None = pa.Field(nullable=True, ge=1)
    source_key: Series[str] = pa.Field()

    class Config(Table.Config):
        """Which columns together name a row: sources that disagree all stand."""

        unique = ("unit_key", "year", "code", "source_key")


class Criteria(Table):
    """One edition of a framework, a row per node of the tree."""

    code: Series[str] = pa.Field(str_matches=_CODE, unique=True, description="Mã, luôn là chữ: 1.10 khác 1.1")
    parent_code: Series[str] = pa.Field(description="Mã cấp trên, trống với cấp cao nhất")
    node_kind: Series[str] = pa.Field(isin=tuple(NODE_KINDS))
    name_vi: Series[str] = pa.Field(str_length={"min_value": 3})
    max_score: Series[float] = pa.Field(nullable=True, gt=0, description="Điểm tối đa [điểm], trống nếu chưa biết")
    method: Series[str] = pa.Field(isin=("", *PAR_METHODS))
    role: Series[str] = pa.Field(isin=tuple(ROLES))
    status: Series[str] = pa.Field(str_length={"min_value": 3}, description="Mức độ tin cậy của dòng này")
    source: Series[str] = pa.Field(description="Nguồn của dòng này")
    weight_pct: Series[float] | None = pa.Field(
        nullable=True, gt=0, le=100, description="Trọng số trong chỉ số chung [%], trống nếu chưa biết"
    )
    aspect: Series[str] | None = pa.Field(
        isin=("", *ASPECTS),
        description="Phiếu khảo sát, ở dòng cao nhất: khía cạnh; chỉ mức độ hài lòng tính vào chỉ số",
    )
    answers: Series[str] | None = pa.Field(
        isin=tuple(ANSWER_KINDS), description="Câu hỏi: trống là thang 5 mức; single: chọn một; multiple: chọn nhiều"
    )
    options: Series[str] | None = pa.Field(description="Các lựa chọn của câu hỏi, ngăn bằng dấu chấm phẩy")


class Rules(Table):
    """Scoring rules of an edition, a row per part of a rule; see ``scoring_rules.Rule``."""

    code: Series[str] = pa.Field(str_matches=_CODE)
    rule_kind: Series[str] = pa.Field(isin=tuple(RULE_KINDS))
    label_vi: Series[str] = pa.Field()
    comparison: Series[str] = pa.Field(isin=COMPARISONS)
    lower: Series[float] = pa.Field(nullable=True)
    upper: Series[float] = pa.Field(nullable=True)
    score: Series[float] = pa.Field(nullable=True, ge=0, description="Điểm của bậc, của mục [điểm]")
    source: Series[str] = pa.Field(str_length={"min_value": 3})


class RuleExamples(Table):
    """Worked examples that a decision prints; they are run against the rule."""

    code: Series[str] = pa.Field(str_matches=_CODE)
    given: Series[str] = pa.Field(str_length={"min_value": 1}, description="Kết quả khai báo")
    given_total: Series[str] = pa.Field()
    printed_score: Series[float] = pa.Field(ge=0)
    source: Series[str] = pa.Field(str_length={"min_value": 3})


class GradingBands(Table):
    """Grades by percentage, each with its source; where no band is known there is no grade."""

    issuer_key: Series[str] = pa.Field(
        str_matches=UNIT_KEY,
        description="Nơi quy định; VietNam là công bố của Bộ Nội vụ; MinhHoa là minh họa, không ai quy định",
    )
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp được xếp loại")
    year_from: Series[int] = pa.Field(ge=2012)
    year_to: Series[int] = pa.Field(ge=2012)
    grade_vi: Series[str] = pa.Field(str_length={"min_value": 1}, description="Tên loại, nhóm")
    lower_pct: Series[float] = pa.Field(ge=0, le=100, description="Từ [%], kể cả giá trị này")
    upper_pct: Series[float] = pa.Field(gt=0, le=100.01, description="Đến [%], không kể giá trị này; 100.01: kể cả 100")
    source: Series[str] = pa.Field(str_length={"min_value": 3})


class Solutions(Table):
    """What may be done about a criterion; suggestions that an office edits."""

    index: Series[str] = pa.Field(str_matches=INDEX_KEY, description="Chỉ số: tên tệp trong data/indices")
    framework_id: Series[str] = pa.Field(str_matches=KEY, description="Bộ tiêu chí")
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp của cơ quan ban hành kế hoạch")
    criterion_code: Series[str] = pa.Field(str_matches=_CODE)
    option: Series[str] = pa.Field(
        str_matches=r"^[a-z]?$", description="Trống: giải pháp chính; b, c: cách khác cho cùng tiêu chí, chỉ chọn một"
    )
    questions_vi: Series[str] = pa.Field(
        str_matches=r".*\?$",
        description="Câu hỏi để cơ quan tự xem xét nguyên nhân; chỉ in ở trang kiểm tra của bản dự thảo",
    )
    solution_vi: Series[str] = pa.Field(
        str_length={"min_value": 5},
        description="Giải pháp; số liệu cơ quan xác nhận viết {tên=đề xuất đơn vị}: {so_cuoc=6 cuộc}, {ty_le=98 %}, {ngay=31/8}; {so_xa=? xã} khi chỉ cơ quan biết",
    )
    keep_vi: Series[str] = pa.Field(description="Nhiệm vụ để giữ kết quả; trống: câu chung")
    output_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Sản phẩm: văn bản hoặc kết quả đo được")
    keep_output_vi: Series[str] = pa.Field(description="Sản phẩm của nhiệm vụ giữ kết quả; trống: như output_vi")
    lead_agency_key: Series[str] = pa.Field(
        str_matches=r"^[A-Za-z0-9_]+( *; *[A-Za-z0-9_]+)*$",
        description="Cơ quan chủ trì hiện nay; sau dấu chấm phẩy là cơ quan chủ trì trước khi kết thúc, hoặc cơ quan cùng việc ở loại đơn vị khác (xã: Phòng Kinh tế, phường: phòng khác)",
    )
    cooperating_agency_keys: Series[str] = pa.Field(description="Cơ quan phối hợp, cách nhau bằng dấu chấm phẩy")
    deadline: Series[str] = pa.Field(str_matches=_DEADLINE)
    effort_days: Series[int] = pa.Field(ge=1, le=2000)
    recoverable_pct: Series[float] = pa.Field(
        nullable=True, ge=0, le=100, description="Phần điểm mất có thể lấy lại [%], ước tính; trống: theo tham số"
    )
    requires: Series[str] = pa.Field(str_matches=_CODES, description="Mã tiêu chí phải làm trước, cách nhau bằng ;")
    excludes: Series[str] = pa.Field(str_matches=_CODES, description="Mã tiêu chí không làm cùng, cách nhau bằng ;")
    lead_ground_vi: Series[str] = pa.Field(description="Vì sao cơ quan này chủ trì")
    output_ground_vi: Series[str] = pa.Field(description="Vì sao sản phẩm này chứng minh được kết quả")
    slot_grounds_vi: Series[str] = pa.Field(description="Căn cứ của từng số liệu đề xuất: tên: căn cứ; tên: căn cứ")
    status: Series[str] = pa.Field(isin=SOLUTION_STATUSES, description="suggestion: gợi ý; office: cơ quan đã duyệt")

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("index", "framework_id", "admin_level", "criterion_code", "option")


class Areas(Table):
    """Areas of a unit's work: which index they serve, and by which words a criterion of an office's own framework is known to be of one."""

    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp của cơ quan ban hành kế hoạch")
    area_code: Series[str] = pa.Field(
        str_matches=_CODE,
        description="Mã lĩnh vực công việc, cũng là criterion_code của giải pháp (framework_id: areas)",
    )
    index: Series[str] = pa.Field(str_matches=INDEX_KEY, description="Chỉ số được góp phần: tên tệp trong data/indices")
    part_code: Series[str] = pa.Field(
        str_matches=r"^([A-Z]?\d+)?$", description="Lĩnh vực, nội dung của chỉ số được góp phần; trống: cả chỉ số"
    )
    group_vi: Series[str] = pa.Field(str_length={"min_value": 5}, description="Tên nhóm khi in")
    name_vi: Series[str] = pa.Field(str_length={"min_value": 5}, description="Tên lĩnh vực công việc")
    words: Series[str] = pa.Field(
        str_length={"min_value": 3},
        description="Từ ngữ cách nhau bằng ;: tiêu chí có tên chứa một cụm được gợi ý giải pháp của lĩnh vực (cụm dài nhất được chọn)",
    )

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("admin_level", "area_code")


_SCORE: dict[str, object] = {"nullable": True, "ge": 0}


class ScoreSheet(Table):
    """A score sheet as read from its form: a row per scored node, every stage kept as entered."""

    criterion_code: Series[str] = pa.Field(str_matches=_CODE, unique=True)
    max_score: Series[float] = pa.Field(gt=0)
    is_applicable: Series[bool] = pa.Field(description="Sai: không áp dụng, không tính vào mẫu số")
    declared: Series[str] = pa.Field()
    declared_total: Series[str] = pa.Field()
    self_score: Series[float] = pa.Field(**_SCORE)
    appraised_1_score: Series[float] = pa.Field(**_SCORE)
    explanation_vi: Series[str] = pa.Field()
    appraised_2_score: Series[float] = pa.Field(**_SCORE)
    survey_score: Series[float] = pa.Field(**_SCORE)
    approved_score: Series[float] = pa.Field(**_SCORE)
    evidence_vi: Series[str] = pa.Field()
    note_vi: Series[str] = pa.Field()


class ApprovedScores(Table):
    """Scores of a campaign that were approved: a row per unit and criterion, every stage kept."""

    unit_key: Series[str] = pa.Field(str_length={"min_value": 1}, description="Mã đơn vị trong tỉnh")
    framework_id: Series[str] = pa.Field(str_length={"min_value": 1}, description="Bộ tiêu chí")
    criterion_code: Series[str] = pa.Field(str_matches=_CODE)
    max_score: Series[float] = pa.Field(gt=0)
    is_applicable: Series[str] = pa.Field(
        isin=("có", "không"), description="không: không áp dụng, không tính vào mẫu số"
    )
    declared: Series[str] | None = pa.Field()
    declared_total: Series[str] | None = pa.Field()
    self_score: Series[float] = pa.Field(**_SCORE)
    appraised_1_score: Series[float] = pa.Field(**_SCORE)
    explanation_vi: Series[str] | None = pa.Field()
    appraised_2_score: Series[float] = pa.Field(**_SCORE)
    survey_score: Series[float] = pa.Field(**_SCORE)
    approved_score: Series[float] = pa.Field(**_SCORE)
    note_vi: Series[str] | None = pa.Field()
    rank: Series[pd.Int64Dtype] | None = pa.Field(nullable=True, ge=1, description="Thứ hạng trong nhóm")
    n_ranked: Series[pd.Int64Dtype] | None = pa.Field(
        nullable=True, ge=1, description="Số đơn vị được xếp hạng của nhóm"
    )
    field_vi: Series[str] | None = pa.Field(description="Loại đơn vị của nhóm")
    status: Series[str] = pa.Field(isin=("official", "office", "illustrative"))
    decision: Series[str] = pa.Field(str_length={"min_value": 3}, description="Quyết định phê duyệt")

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("unit_key", "criterion_code")


@dataclass(frozen=True)
class Resource:
    """A table file under ``data/`` and the schema that it obeys."""

    path: str
    schema: type[pa.DataFrameModel]
    title_vi: str
    primary_key: tuple[str, ...]


#: Every table under data/ that is not an office's own; framework folders add one Criteria table each.
RESOURCES = (
    Resource("reference/localities.csv", Units, "Địa phương", ("unit_key", "valid_from")),
    Resource("reference/communes.csv", Units, "Xã, phường, đặc khu từ 01/7/2025", ("unit_key", "valid_from")),
    Resource("reference/provinces_2025.csv", Provinces2025, "34 tỉnh, thành phố từ 01/7/2025", ("unit_key",)),
    Resource("reference/agencies.csv", Agencies, "Cơ quan", ("agency_key",)),
    Resource("reference/abbreviations.csv", Abbreviations, "Chữ viết tắt", ("abbreviation",)),
    Resource("reference/regions.csv", Regions, "Vùng kinh tế - xã hội", ("unit_key", "year_from")),
    Resource("reference/tile_grid.csv", TileGrid, "Ô bản đồ", ("year_from", "grid_column", "grid_row")),
    Resource("published/sources.csv", Sources, "Nguồn số liệu công bố", ("source_key",)),
    Resource(
        "published/changes.csv", PublishedChanges, "Mức thay đổi đã công bố", ("unit_key", "year", "index", "code")
    ),
    Resource("published/aggregates.csv", Aggregates, "Số chung, nhóm đã công bố", ()),
    Resource("published/withheld.csv", Withheld, "Kết quả không được công bố", ("index", "year", "unit_key")),
    Resource(
        "frameworks/grading.csv", GradingBands, "Mức xếp loại", ("issuer_key", "admin_level", "year_from", "grade_vi")
    ),
    Resource(
        "solutions/catalogue.csv",
        Solutions,
        "Danh mục giải pháp",
        ("index", "framework_id", "admin_level", "criterion_code", "option"),
    ),
    Resource("solutions/areas.csv", Areas, "Lĩnh vực công việc của cấp xã", ("admin_level", "area_code")),
    Resource("illustrative/HuongSon/2022/units.csv", CampaignUnits, "Đơn vị được chấm điểm (minh họa)", ("unit_key",)),
)
