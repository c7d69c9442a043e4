"""The text to copy, in two boxes: the steps without names, and the lines to put above them where her name is given."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CopyBoxes:
    """`unnamed` is a whole text by itself; `named` goes above it, in place of its line `only_unnamed`."""

    unnamed: str
    named: str
    only_unnamed: str


def copy_boxes(unnamed: str, named: str) -> CopyBoxes:
    """Return both texts with their common lines once: the page would carry them twice otherwise."""
    without, with_her = unnamed.splitlines(), named.splitlines()
    return CopyBoxes(
        unnamed=unnamed,
        named="\n".join(line for line in with_her if line not in set(without)),
        only_unnamed=next((line for line in without if line not in set(with_her)), ""),
    )
