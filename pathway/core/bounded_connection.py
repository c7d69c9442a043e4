"""A connection to PostgreSQL that waits for an answer no longer than the time budget says.

A server that was stopped, and is not gone, keeps its connections open and says nothing: the driver itself would wait
for ever.
"""

import math
import select
import time
from typing import Any

from psycopg import Connection, OperationalError, errors, generators
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus, TransactionStatus

from pathway.core import time_budget
from pathway.core.breaker import Breaker

INTERVAL_S = 0.1
"""How often to look whether the connection was closed."""

FRESH_S = 1.0
"""For how long a connection that has answered is taken to be well."""

NO_ANSWER = "the database did not answer in time"
KNOWN_TO_BE_AWAY = "the database is away"


class BoundedConnection(Connection[Any]):
    """A connection whose waits end with the budget of the request. Silence opens the breaker."""

    breaker: Breaker | None = None
    _answered_at = -math.inf

    def wait(self, gen: PQGen[Any], interval: float = INTERVAL_S, timeout: float | None = None) -> Any:
        """Wait as the driver does, but not longer than the budget allows; then close the connection."""
        budget = time_budget.current()
        if budget is None:
            answer = super().wait(gen, interval, timeout)
            self._answered_at = time.monotonic()
            return answer
        if self._is_idle and self.breaker is not None and self.breaker.is_open:
            self._give_up(KNOWN_TO_BE_AWAY)
        began = time.monotonic()
        with time_budget.crowd.joined() as has_room:
            try:
                answer = super().wait(gen, interval, budget.for_one_wait(has_room=has_room))
                self._answered_at = time.monotonic()
                return answer
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
    def is_fresh(self) -> bool:
        """Whether it has just answered, and nothing came since that nobody asked for: a server that ends says so."""
        if self.closed or time.monotonic() - self._answered_at > FRESH_S:
            return False
        if self.breaker is not None and self.breaker.is_open:
            return False
        waiting = select.poll()
        waiting.register(self.fileno(), select.POLLIN)
        return not waiting.poll(0)

    def rollback(self) -> None:
        """End the transaction. What the connection has prepared stays, unless something failed.

        The driver itself forgets it with every ROLLBACK, in case a table was made and is no more. Every page that only
        reads ends by one, so the database planned each statement anew, which took longer than to answer it.
        """
        if self.closed:
            return  # the server has ended its transaction
        try:
            if self.pgconn.transaction_status != TransactionStatus.INTRANS:
                super().rollback()
                return
            with self.lock:
                self.wait(self._plain_rollback())
        except OperationalError:
            # Lost while it said so: nothing of it is kept, so a page that was read in full is not spoilt by its end.
            self.close()

    def _plain_rollback(self) -> PQGen[None]:
        self.pgconn.send_query(b"ROLLBACK")
        results = yield from generators.execute(self.pgconn)
        if results[-1].status != ExecStatus.COMMAND_OK:
            raise errors.error_from_result(results[-1])

    @property
    def _is_idle(self) -> bool:
        return self.pgconn.transaction_status == TransactionStatus.IDLE

    def _give_up(self, reason: str) -> None:
        # Closed without a word to the server, which would not hear it: rolling back does not wait a second time.
        self.pgconn.finish()
        raise OperationalError(reason)
