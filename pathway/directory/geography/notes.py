"""Notes that a page shows beside a place, so that nobody reads too much into it."""

_SHARES = {
    0.1: "about a tenth",
    0.2: "about a fifth",
    0.25: "about a quarter",
    0.33: "about a third",
    0.4: "about two fifths",
    0.5: "about half",
    0.6: "about three fifths",
    0.67: "about two thirds",
    0.75: "about three quarters",
    0.8: "about four fifths",
}
A_FEW, MOST, NEARLY_ALL = 0.05, 0.87, 0.95


def share_words(share: float) -> str:
    """Return a share strictly between 0 and 1 in words: "about a fifth", "most", "a few"."""
    if share < A_FEW:
        return "a few"
    if share >= NEARLY_ALL:
        return "nearly all"
    if share >= MOST:
        return "most"
    return _SHARES[min(_SHARES, key=lambda fraction: abs(fraction - share))]


def partly_in_brent(name: str, share: float) -> str:
    """Say that a code crosses the border, and that it settles nothing."""
    return (
        f"{name} is in more than one borough: {share_words(share)} of its postcodes are in Brent. "
        "It does not decide which council is hers."
    )


def crosses_the_border(place: str) -> str:
    """Say that a neighbourhood is shared with another borough."""
    return f"{place} is in more than one borough. It does not decide which council is hers."


def known_only_whole(outcode: str) -> str:
    """Say that there are no sectors for this outward code."""
    return f"We know {outcode} only as a whole, so distances are from its middle."


def from_the_middle_of(name: str) -> str:
    """Say where distances are measured from."""
    return f"Distances are from the middle of {name}."


def for_post_only(sector: str, outcode: str) -> str:
    """Say that a sector holds no homes, and where distances are measured from instead."""
    used_for = f"{sector} is used for PO boxes and bulk post, so it does not say where anyone is."
    return f"{used_for} {from_the_middle_of(outcode)}"


def post_and_no_place(code: str) -> str:
    """Say why an outward code used for post alone is not a place."""
    return (
        f"{code} is only used for PO boxes and bulk post, so it is not a place. Type a place name or another postcode."
    )


def too_wide(name: str) -> str:
    """Say that a county or a nation has no middle to measure from."""
    return f"{name} is too wide to say what is near. Type a town or a postcode."
