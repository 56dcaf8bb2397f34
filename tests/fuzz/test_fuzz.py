"""A bounded run of ``make fuzz`` with seeds of its own: nothing is read to other figures than it shows, nothing crashes."""

import oracles
import pytest
import run


@pytest.mark.parametrize("seed", [20, 26])
def test_forms_changed_at_random_are_read_right_or_refused_by_name(seed: int) -> None:
    counts, odd = run.fuzz(300, seed)
    assert odd == []
    # refusing everything is no way out: every kind of form is often read, and often refused
    for form in run.FORMS:
        assert min(counts[f"{form.name} read"], counts[f"{form.name} refused"]) > 10


def test_the_fuzzer_reads_the_forms_as_they_are_and_knows_what_is_odd() -> None:
    assert {form.name: oracles.verdict(lambda form=form: form.tell(form.base))[0] for form in run.FORMS} == {
        form.name: "read" for form in run.FORMS
    }
    kind, told = oracles.verdict(lambda: run.FORMS[0].tell(run.FORMS[0].base))
    assert {code: row["approved_score"] for code, row in told.items()} == run.m.SCORES
    assert kind == "read"
