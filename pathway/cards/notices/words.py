"""What a poster, leaflet or advert says: the parts of the usual card, but for what is about the card itself."""

import hashlib
import json
from collections.abc import Sequence

from pathway.cards.leaflet import KEEP_IT, Leaflet, Part


def parts_of(leaflet: Leaflet) -> tuple[Part, ...]:
    """Return the parts of a card for everybody to read."""
    return tuple(
        Part(part.heading, tuple(line for line in part.lines if line.words != KEEP_IT)) for part in leaflet.parts
    )


def digest_of(parts: Sequence[Part]) -> str:
    """Return a digest of words, the same on every day on which they are the same."""
    written = [[part.heading, [[line.words, line.number, line.then] for line in part.lines]] for part in parts]
    return hashlib.sha256(json.dumps(written).encode()).hexdigest()
