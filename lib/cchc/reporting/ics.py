"""The deadlines of a plan as a calendar (RFC 5545) that Outlook, Google Calendar and phones read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
from icalendar import Alarm, Calendar, Event

from cchc.deadlines import STANDING
from cchc.planning.plan import Plan
from cchc.planning.plan_tasks import assigned, last_change, list_tasks
from cchc.reporting.sections.common import WATERMARK
from cchc.reporting.sentences import sentence

_NOTICE = dt.timedelta(days=14)
_CLOSED = {"done", "cancelled"}


def render_calendar(plan: Plan, tasks: pd.DataFrame | None = None, *, changed: dt.datetime | None = None) -> bytes:
    """Render every deadline of a plan as an all-day event.

    Parameters
    ----------
    plan : Plan
        As returned by ``build_plan``.
    tasks : pandas.DataFrame, optional
        ``list_tasks`` with the statuses of the day; those of the plan by default.
    changed : datetime.datetime, optional
        ``last_change``; of the plan's own files by default.

    Returns
    -------
    bytes
        ``.ics`` in UTF-8. A standing task has an event for every milestone. An event's UID is made of unit, year
        and task key, so that a later file replaces it: DTSTAMP, LAST-MODIFIED and SEQUENCE (seconds since the year before the plan's) tell
        ``changed``, never the time of building, so that the same inputs give the same bytes. An event reminds 14 days before, unless its task is done or given up.
    """
    inputs = plan.results.inputs
    tasks = list_tasks(plan) if tasks is None else tasks
    changed = changed or last_change(plan, inputs.files)
    calendar = Calendar()
    calendar.add("prodid", "-//cchc//cchc//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = f"Kế hoạch năm {inputs.year} – {inputs.unit.name_vi}"
    calendar.add("x-wr-calname", f"{title} ({WATERMARK})" if inputs.has_illustrative else title)
    for task in assigned(tasks).to_dict("records"):
        lines = [
            f"Nội dung: {task['name_vi']}",
            f"Chủ trì: {task['lead_vi']}",
            f"Phối hợp: {task['cooperating_vi']}" if task["cooperating_vi"] else "",
            f"Sản phẩm: {task['output_vi']}" if task["output_vi"] else "",
            f"Thời hạn: {task['deadline_vi']}" if task["deadline"] in STANDING else "",
        ]
        *before, last = task["milestones"]
        for number, due in enumerate([*before, last], start=1):
            key = str(task["task_key"]) if due == last else f"{task['task_key']}-{number}"
            event = _event(plan, changed, key, due, f"{task['task_key']}: {task['task_vi']}", lines)
            event.add("categories", [task["lead_vi"]])
            if task["status"] == "cancelled":
                event.add("status", "CANCELLED")
            if task["status"] not in _CLOSED:
                event.add_component(_alarm(str(event["summary"])))
            calendar.add_component(event)
    for key, month_day, words in _own_dates(plan):
        due = min(dt.date.fromisoformat(f"{inputs.year}-{month_day}"), plan.last_day)
        event = _event(plan, changed, key, due, words, [title])
        event.add("categories", ["Kế hoạch"])
        event.add_component(_alarm(words))
        calendar.add_component(event)
    return bytes(calendar.to_ical(sorted=False))


def count_unseen(old: bytes, new: bytes) -> int:
    """Count the events that differ from an older calendar without telling so: programs that hold it may keep the old ones.

    Parameters
    ----------
    old, new : bytes
        Calendars; an old one that cannot be read has no events.

    Returns
    -------
    int
        Of the events of ``new``.
    """
    try:
        before, now = (
            {str(event["uid"]): event for event in Calendar.from_ical(one).walk("VEVENT")} for one in (old, new)
        )
        return sum(
            before[key].to_ical() != event.to_ical() and _sequence(before[key]) >= _sequence(event)
            for key, event in now.items()
            if key in before
        )
    except (ValueError, KeyError, TypeError):
        return 0


def write_calendar(path: Path, old: Path, content: bytes, say: Callable[[str], None]) -> None:
    """Write a calendar, and say what to do if it does not tell its changes from the older one."""
    before = old.read_bytes() if old.is_file() else b""
    path.write_bytes(content)
    if n := count_unseen(before, content):
        say(sentence("undated_tasks", n))


def _own_dates(plan: Plan) -> list[tuple[str, str, str]]:
    """Return the dates that the plan itself sets: key, month and day, what is due."""
    params = plan.results.inputs.params.plan
    return [
        ("KH-DON-VI", params.unit_plan_deadline, "Hạn các cơ quan, đơn vị ban hành kế hoạch của mình"),
        ("BAO-CAO", params.report_deadline, "Hạn báo cáo kết quả thực hiện kế hoạch"),
    ]


def _event(plan: Plan, changed: dt.datetime, key: str, day: dt.date, summary: str, lines: list[str]) -> Event:
    inputs = plan.results.inputs
    event = Event()
    event.add("uid", f"{inputs.unit.unit_key}-{inputs.year}-{key}@cchc")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("sequence", int((changed - dt.datetime(inputs.last_year, 1, 1, tzinfo=dt.UTC)).total_seconds()))
    event.add("dtstart", day)
    event.add("dtend", day + dt.timedelta(days=1))
    event.add("summary", summary)
    marked = [*lines, WATERMARK if inputs.has_illustrative else ""]
    event.add("description", "\n".join(line for line in marked if line))
    event.add("transp", "TRANSPARENT")
    return event


def _sequence(event: Any) -> int:
    return int(event.get("sequence", -1))


def _alarm(words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", -_NOTICE)
    return alarm
