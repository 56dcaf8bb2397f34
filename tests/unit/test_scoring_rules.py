"""Each rule at, just below and just above its limits; examples that contradict their rule."""

import pytest
from cchc.scoring_rules import Rule, RuleExample, RulePart, run_examples

RATIO = Rule("4.1", "ratio", 2.0, (RulePart(lower=0.9, upper=1.0),))
CAPPED = Rule("4.1", "ratio", 2.0, (RulePart(lower=0.5, upper=0.8),))
STEPS = Rule(
    "1", "steps", 1.5,
    (RulePart(lower=0.0, score=0.25), RulePart(lower=10.0, score=0.75), RulePart(lower=20.0, comparison=">", score=1.5)),
)  # fmt: skip
YES_NO = Rule("2", "yes_no", 0.5, (RulePart(),))
ITEMS = Rule("4.2", "items", 1.0, tuple(RulePart(label, score=score) for label, score in (("Kế hoạch", 0.25), ("Báo, đài", 0.25), ("Hội thi", 0.5))))  # fmt: skip
MEAN = Rule("8", "survey_mean", 4.0, (RulePart(lower=1.0, upper=5.0),))
LINEAR = Rule("9", "linear", 2.0, (RulePart(lower=50.0, upper=80.0),))


@pytest.mark.parametrize(
    ("rule", "given", "total", "wanted"),
    [
        (RATIO, "10", "10", 2.0),
        (RATIO, "11", "10", 2.0),
        (RATIO, "100%", "", 2.0),
        (RATIO, "99,9%", "", 1.998),
        (RATIO, "9", "10", 1.8),
        (RATIO, "0,9", "", 1.8),
        (RATIO, "27/30", "", 1.8),
        (RATIO, "89,99%", "", 0.0),
        (RATIO, "4/5", "", 0.0),
        (RATIO, "0", "5", 0.0),
        (CAPPED, "80%", "", 2.0),
        (CAPPED, "79%", "", 2 * 79 / 80),
        (CAPPED, "95%", "", 2.0),
        (CAPPED, "50%", "", 1.25),
        (CAPPED, "49,9%", "", 0.0),
        (STEPS, "-1", "", 0.0),
        (STEPS, "0", "", 0.25),
        (STEPS, "9,999", "", 0.25),
        (STEPS, "10", "", 0.75),
        (STEPS, "20", "", 0.75),
        (STEPS, "20,001", "", 1.5),
        (YES_NO, "có", "", 0.5),
        (YES_NO, "KHÔNG", "", 0.0),
        (YES_NO, "Không áp dụng", "", None),
        (ITEMS, "Kế hoạch; hội  thi", "", 0.75),
        (ITEMS, "Kế hoạch; Báo, đài; Hội thi", "", 1.0),
        (ITEMS, "không", "", 0.0),
        (MEAN, "1", "", 0.0),
        (MEAN, "3,5", "", 2.5),
        (MEAN, "5", "", 4.0),
        (LINEAR, "49", "", 0.0),
        (LINEAR, "50", "", 0.0),
        (LINEAR, "65", "", 1.0),
        (LINEAR, "80", "", 2.0),
        (LINEAR, "81", "", 2.0),
    ],
)
def test_a_rule_gives_the_points_that_its_text_says(rule: Rule, given: str, total: str, wanted: float | None) -> None:
    score = rule.apply(given, total)
    assert score is None if wanted is None else score == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("rule", "given", "total", "words"),
    [
        (RATIO, "bốn phần năm", "", "không phải một số"),
        (RATIO, "95", "", "phải viết dạng 95%"),
        (RATIO, "4", "0", "tổng số phải lớn hơn 0"),
        (RATIO, "-1", "10", "không hợp lệ"),
        (YES_NO, "chắc là có", "", "được dùng: có, không"),
        (ITEMS, "Hội nghị", "", "không có trong quy tắc"),
        (ITEMS, "Hội thi; hội thi", "", "hai lần"),
        (MEAN, "5,1", "", "từ 1 đến 5"),
        (MEAN, "0", "", "từ 1 đến 5"),
        (STEPS, "", "", "không phải một số"),
    ],
)
def test_a_figure_that_a_rule_cannot_read_is_refused(rule: Rule, given: str, total: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        rule.apply(given, total)


def test_an_example_that_contradicts_its_rule_is_a_finding_and_the_rule_stands() -> None:
    printed = (RuleExample("4", "5", 0.8), RuleExample("9", "10", 1.8), RuleExample("x", "", 1.0))
    rule = Rule("4.1", "ratio", 2.0, RATIO.parts, printed)
    found = run_examples(rule)
    assert len(found) == 2
    assert "ví dụ '4 trên 5' in 0,8 điểm nhưng theo quy tắc là 0 điểm" in found[0]
    assert "ví dụ 'x' không tính được" in found[1]
    assert rule.apply("4", "5") == 0.0


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule("1", "magic", 1.0, (RulePart(),)), "loại quy tắc 'magic' không có"),
        (Rule("1", "steps", 1.0, (RulePart(lower=1.0),)), "mỗi dòng cần số điểm"),
        (Rule("1", "steps", 1.0, (RulePart(score=1.0),)), "mỗi bậc cần cận dưới"),
        (Rule("1", "steps", 1.0, (RulePart(lower=1.0, score=2.0),)), "nằm ngoài 0 đến 1"),
        (Rule("1", "steps", 1.0, (RulePart(lower=1.0, score=1.0), RulePart(lower=1.0, score=0.5))), "cùng cận dưới"),
        (Rule("1", "items", 1.0, (RulePart(score=1.0),)), "mỗi mục cần tên"),
        (Rule("1", "ratio", 1.0, (RulePart(lower=1.2),)), "ngưỡng dưới từ 0 đến mức trần"),
        (Rule("1", "ratio", 1.0, (RulePart(lower=0.9), RulePart(lower=0.8))), "đúng một dòng"),
        (Rule("1", "linear", 1.0, (RulePart(lower=5.0, upper=5.0),)), "cận dưới nhỏ hơn cận trên"),
    ],
)
def test_a_rule_that_cannot_be_executed_says_why(rule: Rule, words: str) -> None:
    assert words in " ".join(rule.faults())


def test_sound_rules_have_no_faults() -> None:
    assert [fault for rule in (RATIO, CAPPED, STEPS, YES_NO, ITEMS, MEAN, LINEAR) for fault in rule.faults()] == []
