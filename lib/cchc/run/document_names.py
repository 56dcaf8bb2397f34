"""How documents are called: by one word or two in the bar above every page, and in the list of a year."""

#: Notebook, below ``notebooks`` → name of its documents, the formats written, and its title.
Notebooks = dict[str, tuple[str, tuple[str, ...], str]]
#: Stem of a document → how the bar above every page calls it, in the order of the list.
SHORT_NAMES = {
    "brief": "Tóm tắt",
    "plan": "Kế hoạch",
    "weaknesses": "Điểm yếu",
    "indices": "Kết quả",
    "explore": "Thử điểm",
    "merger": "Trước sắp xếp",
    "campaign_plan": "Kế hoạch chấm điểm",
    "campaign_result": "Kết quả chấm điểm",
    "self_plan": "Kế hoạch tự chấm",
    "self_result": "Kết quả tự chấm",
    "progress": "Tiến độ",
    "national": "Cả nước",
}
#: How the list calls them, where no other document of the same report explains the short name.
LIST_NAMES = SHORT_NAMES | {
    "weaknesses": "Phân tích điểm yếu",
    "indices": "Kết quả các chỉ số",
    "merger": "Kết quả trước sắp xếp",
    "national": "Tổng quan",
}
