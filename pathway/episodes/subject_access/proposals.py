"""What takes two coordinators: reading all of a referral for the woman, and erasing it."""

from typing import Any

from pathway.accounts.proposals.lifecycle import Details, ProposalKind, register
from pathway.core.errors import InvalidTransitionError
from pathway.core.permission import Permission
from pathway.episodes import queries
from pathway.episodes.retention import purge

READ = register(
    ProposalKind(
        "referral.read_for_her",
        Permission.SUBJECT_ACCESS,
        lambda details: f"Print for her everything kept on {details['reference']}",
        lambda _details, _by: None,  # it may be read for a week; each reading is written down
    )
)


def _erase(details: Details, by: Any) -> None:
    episode = queries.episode(details["reference"], hold=True)
    if episode is None:
        raise InvalidTransitionError("This referral has been forgotten already")
    purge.erase(episode, by)


ERASE = register(
    ProposalKind(
        "referral.erase",
        Permission.SUBJECT_ACCESS,
        lambda details: f"Erase everything kept on {details['reference']}",
        _erase,
    )
)
KINDS = {"read": READ, "erase": ERASE}
ACTS = tuple(kind.name for kind in KINDS.values())
