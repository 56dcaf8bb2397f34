"""Tables of the registers under ``data/reference``: units, agencies, regions, places on the tile map."""

from __future__ import annotations

import pandera.pandas as pa
from pandera.typing import Series

from cchc.units import ADMIN_LEVELS, AGENCY_KINDS, MEMBER_WORDS, ROLES, UNIT_KINDS

KEY = r"^[A-Za-z0-9_]+$"
#: Of a unit: a path where it is below a province, with its code where only accents tell two names apart.
UNIT_KEY = r"^[A-Za-z0-9_]+(/[A-Za-z0-9_]+(-\d{5})?)?$"
#: The last part of it: how files are named after their unit.
OWN_KEY = r"^[A-Za-z0-9_]+(-\d{5})?$"
DATE = r"^(\d{4}-\d{2}-\d{2})?$"


class Table(pa.DataFrameModel):  # type: ignore[misc]
    """Common settings: no unknown column, nothing converted silently."""

    class Config:
        """Strict and in order."""

        strict = True
        ordered = True
        coerce = False


class Units(Table):
    """Places with the time in which they exist."""

    unit_key: Series[str] = pa.Field(
        str_matches=UNIT_KEY, description="Mã đơn vị trong dự án (BacKan); của cấp xã kèm tỉnh (HaNoi/XuanPhuong)"
    )
    unit_code: Series[str] = pa.Field(
        str_matches=r"^(\d{2}|\d{5})?$", description="Mã số đơn vị hành chính, chỉ duy nhất trong từng thời kỳ"
    )
    name_vi: Series[str] = pa.Field(str_length={"min_value": 2}, description="Tên gọi")
    name_full_vi: Series[str] = pa.Field(str_length={"min_value": 2}, description="Tên đầy đủ kèm loại đơn vị")
    unit_kind: Series[str] = pa.Field(isin=UNIT_KINDS, description="Loại đơn vị")
    parent_key: Series[str] = pa.Field(description="Mã đơn vị cấp trên, trống với cấp tỉnh")
    valid_from: Series[str] = pa.Field(str_matches=DATE, description="Ngày bắt đầu tồn tại (ISO 8601)")
    valid_to: Series[str] = pa.Field(str_matches=DATE)
    successor_key: Series[str] = pa.Field(description="Mã đơn vị kế thừa, trống nếu đang tồn tại")
    aliases: Series[str] = pa.Field()
    source: Series[str] = pa.Field(str_length={"min_value": 3})

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("unit_key", "valid_from")


class Provinces2025(Table):
    """The 34 provinces since 1 July 2025: their communes, area and centre."""

    unit_key: Series[str] = pa.Field(str_matches=KEY, unique=True, description="Mã địa phương (từ 01/7/2025)")
    n_xa: Series[int] = pa.Field(ge=0, description="Số xã")
    n_phuong: Series[int] = pa.Field(ge=0, description="Số phường")
    n_dac_khu: Series[int] = pa.Field(ge=0, description="Số đặc khu")
    n_total: Series[int] = pa.Field(ge=1, description="Tổng số đơn vị hành chính cấp xã")
    area_km2: Series[float] = pa.Field(gt=0, description="Diện tích [km²]")
    centroid_lat: Series[float] = pa.Field(ge=8, le=24, description="Vĩ độ trọng tâm [độ]")
    centroid_lon: Series[float] = pa.Field(ge=102, le=115, description="Kinh độ trọng tâm [độ]")
    source: Series[str] = pa.Field(str_length={"min_value": 3})


class Agencies(Table):
    """Agencies that plans name, with the time in which they exist under that name."""

    agency_key: Series[str] = pa.Field(str_matches=KEY, unique=True, description="Mã cơ quan trong dự án (SNV)")
    admin_level: Series[str] = pa.Field(isin=ADMIN_LEVELS, description="Cấp của địa phương có cơ quan này")
    unit_kind: Series[str] = pa.Field(
        isin=("", *AGENCY_KINDS),
        description="Loại đơn vị, nếu có kết quả và kế hoạch riêng (mã TuyenQuang/SNV); trống: chỉ được nêu trong kế hoạch",
    )
    exists_in: Series[str] = pa.Field(
        description="Địa phương nào có: từ chỉ loại, mã, mã loại trừ (-AnGiang/PhuQuoc), some: một số nơi chưa liệt kê; trống: mọi nơi"
    )
    role: Series[str] = pa.Field(
        isin=tuple(ROLES),
        description="Vai trò trong kế hoạch: " + "; ".join(f"{key} – {name}" for key, name in ROLES.items()),
    )
    name_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên đầy đủ")
    short_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Tên viết gọn trong phụ lục")
    valid_from: Series[str] = pa.Field(str_matches=DATE, description="Ngày bắt đầu tồn tại, trống nếu trước 2012")
    valid_to: Series[str] = pa.Field(str_matches=DATE)
    successor_key: Series[str] = pa.Field(description="Mã cơ quan kế thừa")
    aliases: Series[str] = pa.Field()
    source: Series[str] = pa.Field(str_length={"min_value": 3})


class Abbreviations(Table):
    """Abbreviations that documents use, besides the short names of agencies."""

    abbreviation: Series[str] = pa.Field(str_length={"min_value": 2}, unique=True, description="Chữ viết tắt")
    meaning_vi: Series[str] = pa.Field(str_length={"min_value": 3}, description="Viết đầy đủ")


class CampaignUnits(Table):
    """The units that a unit scores in a campaign."""

    unit_key: Series[str] = pa.Field(
        str_matches=OWN_KEY, unique=True, description="Mã đơn vị, cũng là tên tệp phiếu nộp về"
    )
    name_vi: Series[str] = pa.Field(str_length={"min_value": 3}, unique=True, description="Tên đầy đủ (Xã ...)")
    kind: Series[str] = pa.Field(isin=tuple(MEMBER_WORDS), description="Loại đơn vị")
    group: Series[str] | None = pa.Field(
        str_matches=r"^([a-z][a-z0-9_]*)?$",
        description="Nhóm trong campaign.groups; trống nếu đợt chấm chỉ có một nhóm",
    )


class Regions(Table):
    """Socio-economic region of each province during the years in which the division holds."""

    unit_key: Series[str] = pa.Field(str_matches=KEY)
    region_vi: Series[str] = pa.Field(str_length={"min_value": 3})
    year_from: Series[int] = pa.Field(ge=2012)
    year_to: Series[int] = pa.Field(ge=2012)
    source: Series[str] = pa.Field(str_length={"min_value": 3})

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("unit_key", "year_from")


class TileGrid(Table):
    """Place of each province on the tile map; the two archipelagos have tiles of their own."""

    year_from: Series[int] = pa.Field(ge=2012)
    year_to: Series[int] = pa.Field(ge=2012)
    unit_key: Series[str] = pa.Field(str_matches=KEY, description="Mã địa phương; quần đảo: tỉnh quản lý")
    label_vi: Series[str] = pa.Field(str_length={"min_value": 2}, description="Tên trên ô")
    tile_kind: Series[str] = pa.Field(isin=("province", "archipelago"), description="Tỉnh, thành phố hay quần đảo")
    grid_column: Series[int] = pa.Field(ge=0, le=20, description="Cột của ô, từ tây sang đông")
    grid_row: Series[int] = pa.Field(ge=0, le=40, description="Hàng của ô, từ bắc xuống nam")

    class Config(Table.Config):
        """Which columns together name a row."""

        unique = ("year_from", "grid_column", "grid_row")
