"""How a run over many reports shows itself."""

import io

from cchc.run.batch import summary_lines
from cchc.run.jobs import BUILT, FAILED, UNCHANGED, Job, Outcome
from cchc.run.watch import Watch


def _job(key: str, name: str) -> Job:
    return Job(key, name, 2024, is_issue=False, is_forced=False, root="/", commit="")


BAC_KAN, KON_TUM, YEN_BAI = _job("BacKan", "Bắc Kạn"), _job("KonTum", "Kon Tum"), _job("YenBai", "Yên Bái")


def test_lines_tell_what_ended_and_how_long_the_rest_will_take() -> None:
    out = io.StringIO()
    watch = Watch(out)
    watch.begin(2, 4)
    watch.line(BAC_KAN, "[1/4] Kết quả các chỉ số (html, pdf)")
    watch.line(BAC_KAN, "Lưu ý: plan.docx đã được sửa hoặc thêm bằng tay; tệp đó được giữ trong edited/.")
    watch.ended(Outcome(BAC_KAN, BUILT, "", 2.04))
    watch.stopped()
    watch.ended(Outcome(KON_TUM, FAILED, "Tệp a: sai.\nTệp b: sai.", 0.5))
    lines = out.getvalue().splitlines()
    assert lines[0] == "Cần xem lại 2 báo cáo, 2 việc cùng lúc."
    assert lines[1].startswith("Bắc Kạn: Lưu ý: plan.docx")
    assert lines[2].startswith("[1/2] Bắc Kạn: đã dựng (2,0 giây); còn khoảng ")
    assert lines[3] == "Đã xong 1/2 báo cáo; chạy lại lệnh để làm tiếp phần còn lại."
    assert lines[4] == "[2/2] Kon Tum: lỗi: Tệp a: sai. (0,5 giây)"


def test_the_table_at_the_end_counts_and_gives_every_sentence() -> None:
    outcomes = [
        Outcome(BAC_KAN, BUILT, "chưa có báo cáo", 12.34),
        Outcome(KON_TUM, FAILED, "Tệp a: sai.\nTệp b: sai.", 0.5),
        Outcome(YEN_BAI, UNCHANGED),
    ]
    lines = summary_lines(outcomes, 75.2)
    assert lines[0].split() == ["Bắc", "Kạn", "đã", "dựng", "12,3", "giây", "chưa", "có", "báo", "cáo"]
    assert "Kon Tum  lỗi" in lines[1]
    assert not [line for line in lines[:-1] if "Yên Bái" in line]
    assert lines[3:-1] == ["Kon Tum:", "  Tệp a: sai.", "  Tệp b: sai."]
    assert lines[-1] == "Tổng cộng 3 báo cáo: 1 đã dựng; 1 không đổi; 1 lỗi. Mất 1 phút 15 giây."
