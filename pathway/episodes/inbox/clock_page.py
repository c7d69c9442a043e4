"""The page of a woman's 72 hours as an agency that has taken her sees it: what it may record, and recording it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from pathway.core.actor import Actor
from pathway.core.clock import utc_now
from pathway.core.errors import ChangeRefusedError, InvalidTransitionError
from pathway.episodes.inbox.her_clock import milestones_of
from pathway.episodes.models import Episode, Leg
from pathway.turnaround.forms import RECORDS, ClockForm, prefix
from pathway.turnaround.models import EpisodeClock
from pathway.web.missing import or_404

FORMS = {form.act: form for form in RECORDS}
MEANWHILE = "Somebody else changed this since you loaded the page. Look at it as it is now, and do it again if need be"


@dataclass(frozen=True)
class HerClock:
    """One clock in the hands of the agency of a leg. `address`: of its page and its forms; `back`: to the leg's page.

    `around`: what else its template wants, such as the layout of a page for a mailbox.
    """

    episode: Episode
    leg: Leg
    clock: EpisodeClock
    address: str
    back: str
    around: Mapping[str, Any] = field(default_factory=dict)

    def shown(self, form: ClockForm | None = None, key: str = "", refusal: str = "") -> str:
        """Draw it as it is now, with a form that was not taken."""
        typed = (form.act, key) if form is not None else None

        def form_of(act: str, key: str) -> ClockForm:
            if form is not None and typed == (act, key):
                return form
            return FORMS[act](prefix=prefix(act, key))

        problems = [(f"#{prefix(form.act, key)}", refusal)] if form and refusal else form.error_list if form else []
        done = FORMS.get(request.args.get("done", ""))
        return render_template(
            "referrals/clock.html",
            episode=self.episode,
            leg=self.leg,
            clock=self.clock,
            address=self.address,
            back=self.back,
            milestones=milestones_of(self.clock, self.leg, utc_now()),
            form_of=form_of,
            typed=typed,
            problems=problems,
            done=done.done if done else "",
            **self.around,
        )

    def record(self, act: str, by: Actor) -> ResponseReturnValue:
        """Record one thing as it was typed, unless somebody changed it since the page was loaded.

        The caller holds the referral and its clock, in a transaction that it commits.
        """
        key = request.form.get("key", "")
        form = or_404(FORMS.get(act))(request.form, prefix=prefix(act, key))
        if not any(one.key == key for one in milestones_of(self.clock, self.leg, utc_now())):
            abort(404)
        if not form.validate():
            return self.shown(form, key), 400
        if request.form.get("version") != str(self.clock.version):
            return self.shown(form, key, MEANWHILE), 409
        try:
            form.apply(self.clock, key, by)
        except InvalidTransitionError as error:
            return self.shown(form, key, str(error)), 409
        except ChangeRefusedError as error:
            return self.shown(form, key, str(error)), 400
        return redirect(f"{self.address}?done={act}", 303)
