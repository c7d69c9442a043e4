"""The measures once more, slowly and plainly, from exported events. Nothing of the app is used here."""

import math
from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

HOUR = 3600.0
Cell = tuple[str, str, str]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def hours(seconds: float) -> int:
    return min(999, max(0, math.ceil(round(seconds, 6) / HOUR)))


def cells(history: dict[str, Any], now: datetime) -> Counter[Cell]:  # noqa: C901 - plain, and in one piece
    """Replay what happened, then count."""
    received = at(history["received_at"])
    state: dict[str, dict[str, Any]] = {one["key"]: {} for one in history["milestones"]}
    pauses: list[list[datetime | None]] = []
    ended = end = reason = reviewer = changed = None
    mistakes = 0
    for event in history["events"]:
        kind, key, when = event["kind"], event["key"], at(event["at"])
        if kind == "met":
            state[key] |= {"how": "met", "at": max(when, received)}
        elif kind == "declined":
            state[key] |= {"how": "declined", "at": at(event["recorded_at"])}
        elif kind == "wanted" and state[key].get("how") == "declined":
            state[key] = {"why": state[key].get("why")}
        elif kind == "correction_confirmed" and event["detail"] == "not_needed":
            state[key] |= {"how": "not_needed", "at": at(event["recorded_at"])}
        elif kind == "correction_confirmed":
            state[key] = {"why": state[key].get("why")}
            mistakes += 1
        elif kind == "slept_there":
            state[key]["slept"] = True
        elif kind == "late_reason" and key:
            state[key]["why"] = event["detail"]
        elif kind == "late_reason":
            reason, reviewer = event["detail"], event["by"]
        elif kind == "what_changed":
            changed = event["detail"]
        elif kind == "paused":
            pauses.append([when, None])
        elif kind == "resumed":
            pauses[-1][1] = when
        elif kind == "ended":
            ended, end = when, event["detail"]
            if pauses and pauses[-1][1] is None:
                pauses[-1][1] = max(ended, pauses[-1][0] or ended)
        elif kind == "reopened":
            ended = end = None

    month = received.astimezone(ZoneInfo("Europe/London")).strftime("%Y-%m-01")
    counted: Counter[Cell] = Counter()

    def add(figure: str, value: str, number: int = 1) -> None:
        if number:
            counted[month, figure, value] += number

    if end:
        add("end", end)
    if end == "entered_in_error":
        return counted
    done = None
    if end == "completed":
        met = [one["at"] for one in state.values() if one.get("how") == "met"]
        done = max(met) if met else ended
    until = done or ended or now
    taken = (until - received).total_seconds()
    covered = covered_seconds([(begin, stop or until) for begin, stop in pauses if begin], received, until)
    for figure, length in (("gross", taken), ("net", taken - covered)):
        if end in {"she_stopped", "not_reached"}:
            add(figure, "not_due")
        elif done:
            add(figure, str(hours(length)))
        else:
            add(figure, "unfinished" if end == "closed" or round(length, 6) > 72 * HOUR else "not_due")
    if end not in {"she_stopped", "not_reached"} and (taken > 72 * HOUR or end == "closed") and reason:
        add("late_reason", reason)
        if reviewer:
            add("reviewed_by", reviewer)
        if changed:
            add("what_changed", changed)
    add("mistake", "entered_in_error", mistakes)
    for one in history["milestones"]:
        mine, target = state[one["key"]], at(one["target_at"])
        how = mine.get("how")
        if how == "met":
            late = " late" if mine["at"] > target else ""
            add(one["key"], f"{hours((mine['at'] - at(one['starts_at'])).total_seconds())}{late}")
        elif how:
            add(one["key"], how)
        else:
            add(one["key"], "unfinished" if (ended or now) > target or end == "closed" else "not_due")
        if mine.get("slept"):
            add("slept", one["key"])
        if mine.get("why"):
            add("milestone_late_reason", mine["why"])
    return counted


def covered_seconds(spans: list[tuple[datetime, datetime]], begin: datetime, end: datetime) -> float:
    """How much of a time lies in any of these: between each two edges, ask."""
    edges = sorted({begin, end, *(min(max(edge, begin), end) for span in spans for edge in span)})
    inside = timedelta(0)
    for before, after in pairwise(edges):
        if any(start <= before and after <= stop for start, stop in spans):
            inside += after - before
    return inside.total_seconds()
