"""Every page of a referral, in every state, as those see it who may: what is done before they can be opened."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import select

from pathway import create_app
from pathway.accounts.vocabulary import Role
from pathway.core.clock import london_today, utc_now
from pathway.directory.vocabulary import AgencyType, ReferralChannel
from pathway.episodes.disclosure.models import DisclosureDecision
from pathway.episodes.models import UnreachedWarning
from pathway.episodes.vocabulary import LegStatus
from pathway.extensions import db, writing
from tests import referrals
from tests.browser.staffed import StaffedServer
from tests.integration.reading import parser
from tests.referrals import FACTS
from tests.staff import Staff, organization, signed_in, user

FROM_HER = "/referrals/her-word"


@dataclass(frozen=True)
class PageOf:
    """A page as somebody opens it."""

    role: str
    name: str
    address: str
    status: int = 200


class ReferralPages:
    """Referrals of every kind over a server's demo data, and the pages they have."""

    def __init__(self, server: StaffedServer) -> None:
        self._app: Flask = create_app(server.settings())
        self._server = server
        self.referrer, self.agency = self._person("referrer"), self._person("caseworker")
        self.coordinator, self.second = self._person("coordinator"), self._person("coordinator", 2)
        self.police = self._person("enforcement")
        in_each_state, by_link = server.demo["referrals"][:-1], server.demo["referrals"][-1]
        self.states = dict(zip(LegStatus, in_each_state, strict=True))
        self.by_link = by_link
        self.pages = [*self._referrers(), *self._agencies(), *self._coordinators(), *self._others()]
        with self._app.app_context():
            db.engine.dispose()

    def _person(self, role: str, number: int = 1) -> Staff:
        return signed_in(self._app, UUID(self._server.person(role, number)["id"]))

    def _referrers(self) -> list[PageOf]:
        self.draft = referrals.begin(self.referrer, dict(FACTS) | {"child_at_risk": "yes"})
        assert self.referrer.post(self.draft, referrals.filled(self.referrer, self.draft)).status_code == 303
        self.draft_to_spoil = referrals.begin(self.referrer, FACTS)
        filled = referrals.filled(self.referrer, self.draft_to_spoil)
        assert self.referrer.post(self.draft_to_spoil, filled).status_code == 303
        rejected = self.states[LegStatus.REJECTED]
        self.sent = self._send(self.referrer)
        self.asked = self._act(self._send(self.referrer), "ask", **{"ask-words": "Does she need an interpreter?"})
        self.rung = self._ring(self._send(self.referrer, feedback="y"))
        self.child = self._send(self.referrer, {"age": "under_18", "area": "brent", "violence_risk": "immediate"})
        self.stopped = self._say(self._take(self._send(self.referrer)), "stop")
        self.masked = self._say(self._take(self._send(self.referrer)), "phone")
        council = organization(self._app, name="Demo safeguarding board")
        referrals.share(self._app, council, user(self._app, council, Role.CASEWORKER))
        referrals.publish(
            self._app,
            council,
            AgencyType.ADULT_SAFEGUARDING,
            name="Demo safeguarding",
            referral_channel=ReferralChannel.INBOX,
        )
        apart = f"/referrals/{self.sent}/without-agreement"
        pages = {
            "drafts": "/refer",
            "a draft": self.draft,
            "a draft to look over": f"{self.draft}/look",
            "what was sent": "/referrals",
            "just sent": f"/referrals/{self.sent}?sent=1",
            "her slip": f"/referrals/{self.sent}?slip=yes",
            "as text": f"/referrals/{self.sent}?text=yes",
            "a question": f"/referrals/{self.asked}",
            "taken on the telephone": f"/referrals/{self.rung}",
            "a child's": f"/referrals/{self.child}",
            "stopped on her word": f"/referrals/{self.stopped}",
            "it was not her": f"/referrals/{self.stopped}/not-hers",
            "he has her phone": f"/referrals/{self.masked}",
            "another way to reach her": f"/referrals/{self.masked}/contact",
            "another service": f"/referrals/{rejected}/legs/1/another",
            "on her word": FROM_HER,
            "on her word, heard": f"{FROM_HER}?heard=1",
            "on her word, one referral": f"/referrals/{self.sent}/her-word",
            "without agreement": apart,
            "without agreement, an agency": f"{apart}?to=adult_safeguarding",
            "sent by link": f"/referrals/{self.by_link}",
            **{f"sent, {status.value}": f"/referrals/{reference}" for status, reference in self.states.items()},
        }
        gone = PageOf("referrer", "a draft that is gone", f"/refer/{uuid4()}", 410)
        return [*(PageOf("referrer", name, address) for name, address in pages.items()), gone]

    def _agencies(self) -> list[PageOf]:
        piles = {
            f"inbox, {pile}": f"/referrals/inbox?pile={pile}" for pile in ("to-answer", "taken", "on-hold", "closed")
        }
        pages = piles | {
            "received, stopped on her word": f"/referrals/{self.stopped}",
            "received, he has her phone": f"/referrals/{self.masked}",
            "received, a question": f"/referrals/{self.asked}",
            **{
                f"received, {status.value}": f"/referrals/{reference}"
                for status, reference in self.states.items()
                if status is not LegStatus.ENTERED_IN_ERROR
            },
        }
        return [PageOf("caseworker", name, address) for name, address in pages.items()]

    def _coordinators(self) -> list[PageOf]:
        waiting, rung = self._decisions()
        self.coordinator.post(
            f"/referrals/{self.sent}/hold",
            {"reason": "A court asked", "review_on": str(london_today().replace(year=2027))},
        )
        self._let_read(self.stopped)
        self._ask_to_end(self.states[LegStatus.ACCEPTED])
        pages = {
            "waiting at organisations": "/referrals/inbox",
            "sent to others": f"/referrals/{self.sent}",
            "to close": f"/referrals/{self.stopped}",
            "closed": f"/referrals/{self.states[LegStatus.COMPLETED]}",
            "legal hold": f"/referrals/{self.sent}/hold",
            "for her": f"/referrals/{self.stopped}/for-her",
            "what is kept": f"/referrals/{self.stopped}/for-her/record",
            "export": "/referrals/export",
            "sharing to decide": "/referrals/sharing",
            "sharing, asked": f"/referrals/sharing/{waiting}",
            "sharing, rung": f"/referrals/sharing/{rung}",
            "may it end": "/referrals/decisions",
            "sharing agreements": "/manage/sharing",
            "what waits": "/manage",
        }
        return [PageOf("coordinator", name, address) for name, address in pages.items()]

    def _others(self) -> list[PageOf]:
        hers = self._send(self.police)
        return [
            PageOf("enforcement", "a constable's", f"/referrals/{hers}"),
            PageOf("enforcement", "a constable's list", "/referrals"),
            PageOf("service_manager", "a manager's inbox", "/referrals/inbox"),
            PageOf("service_manager", "a manager's work", "/manage"),
            PageOf("outreach", "on her word, by anybody", FROM_HER),
        ]

    def _send(self, staff: Staff, facts: dict[str, object] | None = None, **changes: object) -> str:
        return referrals.send(staff, facts or FACTS, **changes)

    def _version(self, reference: str, number: int = 1) -> str:
        return str(referrals.episode(self._app, reference).legs[number - 1].version)

    def _act(self, reference: str, act: str, **typed: str) -> str:
        typed["version"] = self._version(reference)
        assert self.agency.post(f"/referrals/{reference}/received/1/{act}", typed).status_code == 303
        return reference

    def _take(self, reference: str) -> str:
        return self._act(reference, "accept", **{"accept-worker": "The day team", "accept-when": "hour"})

    def _ring(self, reference: str) -> str:
        typed = {"outcome": "taken", "version": self._version(reference, 2)}
        assert self.referrer.post(f"/referrals/{reference}/legs/2/call", typed).status_code == 303
        return reference

    def _say(self, reference: str, word: str) -> str:
        assert self.referrer.post(FROM_HER, {"reference": reference, "word": word}).status_code == 303
        return reference

    def _decisions(self) -> tuple[UUID, UUID]:
        """Ask to share without her agreement: once to be decided, once as it was rung already."""
        address = f"/referrals/{self.sent}/without-agreement"
        page = parser.fromstring(self.referrer.get(f"{address}?to=adult_safeguarding").text)
        service = page.cssselect("input[name=service]")[0].get("value")
        for how in ("ask", "done"):
            typed = {
                "to": "adult_safeguarding",
                "service": service,
                "ground": "danger_to_life",
                "reason": "She may not live until the morning: she says so herself, and has the means.",
                "told": "unsafe",
                "how": how,
            }
            answer = self.referrer.post(address, typed)
            assert answer.status_code == 303, (
                parser.fromstring(answer.text).cssselect(".govuk-error-summary")[0].text_content()
            )
        with self._app.app_context():
            rows = db.session.scalars(select(DisclosureDecision)).all()
            by_status = {row.status.value: row.id for row in rows}
        return by_status["asked"], by_status["done"]

    def _let_read(self, reference: str) -> None:
        """Two coordinators agree that what is kept may be read; erasing it waits for the second."""
        address = f"/referrals/{reference}/for-her"
        self.coordinator.post(address, {"what": "read"})
        page = parser.fromstring(self.second.get(address).text)
        assert self.second.post(page.cssselect("form[action$=approve]")[0].get("action")).status_code == 303
        self.coordinator.post(address, {"what": "erase"})

    def _ask_to_end(self, reference: str) -> None:
        """As if she had been looked for long enough."""
        leg = referrals.episode(self._app, reference).legs[0]
        with self._app.app_context(), writing():
            db.session.add(UnreachedWarning(leg_id=leg.id, raised_at=utc_now(), raised_by=self.agency.user_id))
