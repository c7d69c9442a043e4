"""What reading our modules does to the process that reads them."""

import subprocess
import sys

import pytest

from pathway.config import ROOT


@pytest.mark.parametrize("before", ["enable", "disable"])
def test_the_collector_of_garbage_leaves_modules_alone_and_is_as_it_was(before: str) -> None:
    words = f"import gc; gc.{before}(); import pathway; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"

    said = subprocess.run([sys.executable, "-c", words], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    assert said.split() == [str(before == "enable"), "True"]
