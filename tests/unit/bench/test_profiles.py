"""A profile is a dozen lines; the slowest quarter is where one looks."""

from bench.profiles import profile_of, slowest_quarter


def _busy() -> int:
    return sum(len(str(number)) for number in range(2_000))


def test_a_profile_names_what_ran_most() -> None:
    text = profile_of([_busy, _busy], lines=5)

    lines = text.splitlines()
    assert lines[0] == "  2 calls, by own time"
    assert lines[1].split() == ["ncalls", "tottime", "percall", "cumtime", "percall", "filename:lineno(function)"]
    assert "test_profiles.py" in text
    assert len(lines) <= 7


def test_the_slowest_quarter_comes_slowest_first() -> None:
    assert slowest_quarter([5.0, 1.0, 9.0, 2.0, 3.0, 4.0, 8.0, 7.0]) == [2, 6]


def test_of_few_samples_the_slowest_one_is_a_quarter() -> None:
    assert slowest_quarter([1.0, 3.0]) == [1]
