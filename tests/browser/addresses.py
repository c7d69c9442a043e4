"""Every public page, as an address. Built by id, so that a test's name says the page and not a listing."""

from tests.seed_file import id_of

SERVICE = f"/services/{id_of('women-at-the-well')}"
CONFIDENTIAL_SERVICE = f"/services/{id_of('gaia')}"
REPORT = f"{SERVICE}/report"
SHORTLIST = "/services/shortlist?" + "&".join(
    f"id={id_of(slug)}" for slug in ("nda-helpline", "women-at-the-well", "gaia")
)
NOT_FOUND = "/no-such-page"

PUBLIC_PAGES = {
    "home": "/",
    "every service": "/services",
    "hurt near NW10 4": "/services?near=NW10+4&q=hurt",
    "open now": "/services?open=now",
    "nothing found": "/services?q=rehab",
    "the map": "/services/map",
    "the map near NW10 4": "/services/map?near=NW10+4",
    "areas served": "/services/map/areas",
    "services in Brent": "/services/map/areas?reach=Brent",
    "a service": SERVICE,
    "a confidential service": CONFIDENTIAL_SERVICE,
    "report a problem": REPORT,
    "thanks": f"{SERVICE}/thanks",
    "a list of three": SHORTLIST,
    "an empty list": "/services/shortlist",
    "where to refer her": "/check",
    "leads": "/leads",
    "leads of one kind": "/leads?kind=policy&vacant=yes",
    "help now": "/help-now",
    "for you": "/you",
    "cards": "/cards",
    "a card of two": "/cards?s=women-at-the-well&s=gaia&size=large&sides=one&qr=yes",
    "stay safe": "/stay-safe",
    "the pathway": "/pathway",
    "outreach times": "/outreach",
    "identify and respond": "/guidance/identify-and-respond",
    "report a crime": "/guidance/report-a-crime",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "about": "/about",
    "messages": "/about/messages",
    "behind a link to a mailbox": "/waiting/of-no-link",
    "a screen on a wall": "/wall/open",
    "a page that is not there": NOT_FOUND,
}
STATUSES = {NOT_FOUND: 404}
