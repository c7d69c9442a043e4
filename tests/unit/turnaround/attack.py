"""Somebody who keeps every table that was ever published, and wants to know a small number in one of them.

A town is a history: for each month the values of each subject, as many of each subject as there were women. Subjects
are figures that hang together (net is never more than gross). The attacker knows this shape, the rules, and every table
of three publications, one after another. She walks through the histories that have the same tables: a number that is
another in any of them is one that she cannot know.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import numpy as np

from pathway.core import small_numbers
from pathway.core.months import next_month
from pathway.core.small_numbers import Published
from pathway.episodes.evidence import measures as evidence
from pathway.episodes.evidence.measures import cells_of
from pathway.insight import evidence_figures, evidence_file
from pathway.insight.pathway_figures import figures
from pathway.insight.pathway_file import Row, rows
from pathway.turnaround.disclosure import classes_of, publish
from pathway.turnaround.measures import Cell
from pathway.turnaround.policy import FIRST_POLICY, Milestone
from tests import made_up_evidence

Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int_]]
Value = tuple[tuple[str, str], ...]
"""What one woman adds to the figures of a subject."""

BEGIN = date(2024, 1, 1)
MILESTONES = [one.key for one in FIRST_POLICY.milestones]
PERIODS = 3


@dataclass
class Town:
    """A history. `values[subject][month]` counts the values of the women of a month."""

    months: tuple[date, ...]
    values: dict[str, list[Counter[Value]]]

    def cells(self) -> Counter[Cell]:
        """Count it, as the app would."""
        counted: Counter[Cell] = Counter()
        for months in self.values.values():
            for month, values in zip(self.months, months, strict=True):
                for value, number in values.items():
                    for figure, what in value:
                        counted[month, figure, what] += number
        return counted


def random_town(random: Random, months: int, women: int) -> Town:
    """Make a history of so many months, of up to so many women in each."""
    names = [BEGIN]
    while len(names) < months:
        names.append(next_month(names[-1]))
    town = Town(tuple(names), {subject: [Counter() for _ in names] for subject in ("whole", *MILESTONES)})
    lateness = random.choice([0.02, 0.1, 0.3])
    for place in range(months):
        for _ in range(random.randint(0, women)):
            town.values["whole"][place][_whole(random, lateness)] += 1
            for key in MILESTONES:
                town.values[key][place][_milestone(random, key, lateness)] += 1
    return town


def _whole(random: Random, lateness: float) -> Value:
    end = random.choices(["completed", "she_stopped", "not_reached", "closed"], [80, 8, 6, 6])[0]
    if end in {"she_stopped", "not_reached"}:
        return (("gross", "not_due"), ("net", "not_due"), ("end", end))
    if end == "closed":
        return (("gross", "unfinished"), ("net", "unfinished"), ("end", end))
    gross = random.randint(73, 400) if random.random() < lateness else random.randint(5, 72)
    net = max(0, gross - random.choice([0, 0, 0, 10, 30]))
    return (("gross", str(gross)), ("net", str(net)), ("end", end), *(_review(random) if gross > 72 else ()))


def _review(random: Random) -> Value:
    """Why it was late, who said so, and what changed: all three, where anybody looked."""
    if random.random() < 0.2:
        return ()
    return (
        ("late_reason", random.choice(["no_capacity", "her_choice"])),
        ("reviewed_by", random.choice(["coordinator", "coordinator", "safeguarding_lead"])),
        ("what_changed", random.choice(["nothing_yet", "rota", "another_agency"])),
    )


def _milestone(random: Random, key: str, lateness: float) -> Value:
    drawn = random.random()
    if drawn < lateness:
        return ((key, f"{random.randint(5, 99)} late"),)
    if drawn < 1.4 * lateness:
        return ((key, random.choice(["unfinished", "not_due", "declined", "not_needed"])),)
    slept = (("slept", key),) if key == "emergency_accommodation" and random.random() < 0.6 else ()
    return ((key, str(random.randint(0, 4))), *slept)


REFERRALS = "referrals"
"""The subject of the evidence: all that one referral adds to it hangs together."""


def random_referrals(random: Random, months: int, women: int) -> Town:
    """Make a history of so many months, of up to so many referrals in each."""
    names = [BEGIN]
    while len(names) < months:
        names.append(next_month(names[-1]))
    town = Town(tuple(names), {REFERRALS: [Counter() for _ in names]})
    for month, values in zip(names, town.values[REFERRALS], strict=True):
        for _ in range(random.randint(0, women)):
            values[_referral(random, month)] += 1
    return town


def _referral(random: Random, month: date) -> Value:
    cells = cells_of(made_up_evidence.referral(random, month))
    return tuple(sorted((figure, value) for (_, figure, value), number in cells.items() for _ in range(number)))


def tables(town: Town, cells: Counter[Cell]) -> list[list[Row]]:
    """Return everything that was published in the last months, one publication after another."""
    shown = []
    for end in range(len(town.months) - PERIODS + 1, len(town.months) + 1):
        months = town.months[:end]
        known = {cell: number for cell, number in cells.items() if cell[0] in months}
        if REFERRALS in town.values:
            shown.append(_evidence(evidence.publish(known, months)))
        else:
            shown.append(_rows(publish(known, months), FIRST_POLICY.milestones))
    return shown


def _rows(published: Published, milestones: Sequence[Milestone]) -> list[Row]:
    shown = figures(published, milestones)
    return list(rows(shown)) if shown else []


def _evidence(published: Published) -> list[Row]:
    shown = evidence_figures.figures(published)
    return list(evidence_file.rows(shown)) if shown else []


class Subject:
    """What is known of one subject, and one history that it allows: `counts[value, month]`."""

    def __init__(self, of: str, names: tuple[date, ...], months: list[Counter[Value]], others: list[Value]) -> None:
        self._months, self._is_evidence = names, of == REFERRALS
        self.pool = sorted({value for values in months for value in values} | set(others))
        told_in = evidence.classes_of if self._is_evidence else classes_of
        classes = [
            Counter((figure, name) for figure, what in value for name in told_in(figure, what)) for value in self.pool
        ]
        self.names = sorted(set().union(*classes))
        self.adds = np.array([[of_value[name] for name in self.names] for of_value in classes], dtype=int)
        self.counts = np.array([[values[value] for values in months] for value in self.pool])
        self.totals = np.cumsum(self.adds.T @ self.counts, axis=1)
        self._rounded = self._round(self.totals)
        self.told = self._tell(self._rounded)
        self.kinds = sorted({tuple(row): place for place, row in enumerate(self.adds.tolist())}.values())

    def _round(self, totals: Numbers) -> Numbers:
        return small_numbers.rounded(totals)  # type: ignore[arg-type,return-value] # it rounds arrays as well

    def _tell(self, rounded: Numbers) -> list[list[Row]]:
        """Return the tables of this subject. No figure of a page is of two subjects."""
        totals = {name: tuple(map(int, row)) for name, row in zip(self.names, rounded, strict=True)}
        ends = range(len(self._months) - PERIODS + 1, len(self._months) + 1)
        if self._is_evidence:
            return [_evidence(Published(self._months[:end], totals)) for end in ends]
        here = [one for one in FIRST_POLICY.milestones if any(one.key == figure for figure, _ in self.names)]
        return [_rows(Published(self._months[:end], totals), here) for end in ends]

    def _goes_unseen(self, totals: Numbers) -> bool:
        rounded = self._round(totals)
        if np.array_equal(rounded, self._rounded):
            return True
        if self._tell(rounded) != self.told:
            return False
        self._rounded = rounded
        return True

    def try_to(self, gone: tuple[int, int] | None, come: tuple[int, int] | None) -> bool:
        """Take a value out of a month, put one into a month; take both back unless nobody sees a difference."""
        totals = self.totals.copy()
        for part, sign in ((gone, -1), (come, 1)):
            if part is not None:
                totals[:, part[1] :] += sign * self.adds[part[0]][:, None]
        if not self._goes_unseen(totals):
            return False
        self.totals = totals
        for part, sign in ((gone, -1), (come, 1)):
            if part is not None:
                self.counts[part] += sign
        return True

    def swap(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """Let two women of different months change their values of this subject, unless somebody would see it."""
        (mine, here), (theirs, there) = one, other
        totals = self.totals.copy()
        totals[:, here:] += (self.adds[theirs] - self.adds[mine])[:, None]
        totals[:, there:] += (self.adds[mine] - self.adds[theirs])[:, None]
        if not self._goes_unseen(totals):
            return False
        self.totals = totals
        for value, month, sign in ((mine, here, -1), (theirs, here, 1), (theirs, there, -1), (mine, there, 1)):
            self.counts[value, month] += sign
        return True


Span = tuple[str, str, str, int, int]
"""Subject, figure, class, first month, last month: a number in a table."""


def _other(random: Random, subject: str) -> Value:
    if subject == REFERRALS:
        return _referral(random, BEGIN)
    return _whole(random, 0.3) if subject == "whole" else _milestone(random, subject, 0.3)


class Walk:
    """A walk through the histories that have the same tables as one town."""

    def __init__(self, town: Town, random: Random) -> None:
        self._random = random
        self._months = town.months
        extra = Random(1)
        self.subjects = {
            name: Subject(name, town.months, months, [_other(extra, name) for _ in range(60)])
            for name, months in town.values.items()
        }

    def spans(self) -> Iterator[Span]:
        """Give every number in the tables of the last periods: of the rolling year, and of each month."""
        last = len(self._months) - 1
        ends = range(last - PERIODS + 1, last + 1)
        for name, subject in self.subjects.items():
            for figure, of in subject.names:
                for first, end in sorted({(max(0, end - 11), end) for end in ends} | {(end, end) for end in ends}):
                    yield name, figure, of, first, end

    def number(self, span: Span) -> int:
        """Return a number as it is in the history of this moment."""
        name, figure, of, first, last = span
        subject = self.subjects[name]
        totals = subject.totals[subject.names.index((figure, of))]
        return int(totals[last] - (totals[first - 1] if first else 0))

    def aim(self, span: Span) -> None:
        """Try what makes one number another: a woman inside its months changes her value, alone or with one outside."""
        name, figure, of, first, last = span
        subject = self.subjects[name]
        is_in = subject.adds[:, subject.names.index((figure, of))]
        inside = [(int(v), int(t)) for v, t in np.argwhere(subject.counts) if first <= t <= last]
        outside = [(int(v), int(t)) for v, t in np.argwhere(subject.counts) if not first <= t <= last]
        self._random.shuffle(inside)
        self._random.shuffle(outside)
        for mine, here in inside[:25]:
            theirs = next((one for one in outside if is_in[one[0]] != is_in[mine]), None)
            if theirs is not None and subject.swap((mine, here), theirs):
                return
            for kind in subject.kinds:
                if is_in[kind] != is_in[mine] and subject.try_to((mine, here), (kind, here)):
                    return

    def step(self) -> None:
        """Try any change: of one woman's value, of two women's, or of the month in which a woman came."""
        drawn = self._random.random()
        if drawn < 0.3:
            self._move()
            return
        subject = self._random.choice(list(self.subjects.values()))
        one, other = self._drawn(subject), self._drawn(subject)
        if one is None or other is None:
            return
        if drawn < 0.6:
            subject.try_to(one, (self._random.choice(subject.kinds), one[1]))
        elif other[1] != one[1]:
            subject.swap(one, other)

    def _drawn(self, subject: Subject, month: int | None = None) -> tuple[int, int] | None:
        month = self._random.randrange(len(self._months)) if month is None else month
        there = np.flatnonzero(subject.counts[:, month])
        return (int(self._random.choice(there)), month) if len(there) else None

    def _move(self) -> None:
        """Let a woman come in another month, or be one more or one fewer: unseen in every subject, or in none."""
        months = [*range(len(self._months)), None]
        source, goal = self._random.choice(months), self._random.choice(months)
        if source == goal:
            return
        done = []
        for subject in self.subjects.values():
            for _ in range(6):
                gone = self._drawn(subject, source) if source is not None else None
                if source is not None and gone is None:
                    break
                value = gone[0] if gone else self._random.randrange(len(subject.pool))
                come = (value, goal) if goal is not None else None
                if subject.try_to(gone, come):
                    done.append((subject, gone, come))
                    break
            else:
                break
            if not done or done[-1][0] is not subject:
                break
        if len(done) < len(self.subjects):
            for subject, gone, come in done:
                assert subject.try_to(come, gone)

    def cells(self) -> Counter[Cell]:
        """Count the history of this moment, as the app would."""
        counted: Counter[Cell] = Counter()
        for subject in self.subjects.values():
            for value, month in np.argwhere(subject.counts):
                for figure, what in subject.pool[value]:
                    counted[self._months[month], figure, what] += int(subject.counts[value, month])
        return counted

    def populations(self) -> list[set[int]]:
        """How many women each month has by each subject: one number in a history that could be."""
        sums = [subject.counts.sum(axis=0) for subject in self.subjects.values()]
        return [{int(of[month]) for of in sums} for month in range(len(self._months))]
