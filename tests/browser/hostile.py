"""A listing whose every word tries to be code, in the database of a running server."""

from collections.abc import Iterator
from contextlib import contextmanager

from pathway import create_app
from pathway.directory.search.index.snapshot import forget_snapshots
from pathway.directory.vocabulary import Publication
from pathway.extensions import db
from tests import factories
from tests.browser.serving import Server

NAME = "<img src=x onerror=window.PWN=1>"
BREAKS_OUT = "</script><script>window.PWN=1</script>"
WORD = "quibblesome"
"""A word that finds this listing and no other."""


@contextmanager
def hostile_listing(server: Server) -> Iterator[str]:
    """Publish the listing and give its id; withdraw it afterwards."""
    app = create_app(server.settings())
    try:
        with app.app_context():
            organization = factories.organization(name=BREAKS_OUT)
            phone = factories.phone(description=f"{NAME} {{{{ 7 * 7 }}}}")
        published = factories.publish(
            app,
            name=NAME,
            description=f"{WORD} {BREAKS_OUT} <!-- {NAME}",
            eligibility_description=NAME,
            alert=NAME,
            url='https://example.org/?a="><img src=x onerror=window.PWN=1>',
            organization=organization,
            phones=[phone],
        )
        yield str(published)
        factories.change(app, published, publication=Publication.DRAFT)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        forget_snapshots()
