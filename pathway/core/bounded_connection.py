"""A connection to PostgreSQL that waits for an answer no longer than the time budget says.

A server that was stopped, and is not gone, keeps its connections open and says nothing: the driver itself would wait
for ever.
"""

import time
from typing import Any

from psycopg import Connection, OperationalError, errors
from psycopg.abc import PQGen
from psycopg.pq import TransactionStatus

from pathway.core import time_budget
from pathway.core.breaker import Breaker

INTERVAL_S = 0.1
"""How often to look whether the connection was closed."""

NO_ANSWER = "the database did not answer in time"
KNOWN_TO_BE_AWAY = "the database is away"


class BoundedConnection(Connection[Any]):
    """A connection whose waits end with the budget of the request. Silence opens the breaker."""

    breaker: Breaker | None = None

    def wait(self, gen: PQGen[Any], interval: float = INTERVAL_S, timeout: float | None = None) -> Any:
        """Wait as the driver does, but not longer than the budget allows; then close the connection."""
        budget = time_budget.current()
        if budget is None:
            return super().wait(gen, interval, timeout)
        if self._is_idle and self.breaker is not None and self.breaker.is_open:
            self._give_up(KNOWN_TO_BE_AWAY)
        began = time.monotonic()
        with time_budget.crowd.joined() as has_room:
            try:
                return super().wait(gen, interval, budget.for_one_wait(has_room=has_room))
            except errors._WaitTimeout:  # the driver's own words for it are not public
                # Before anybody else is let in to wait.
                if not has_room:
                    time_budget.crowd.waited_in_vain()
                elif self.breaker is not None:
                    self.breaker.open()
                self._give_up(NO_ANSWER)
            finally:
                budget.spend(time.monotonic() - began)

    @property
    def _is_idle(self) -> bool:
        return self.pgconn.transaction_status == TransactionStatus.IDLE

    def _give_up(self, reason: str) -> None:
        # Closed without a word to the server, which would not hear it: rolling back does not wait a second time.
        self.pgconn.finish()
        raise OperationalError(reason)
