"""Pages of accounts: signing in, one's own account, looking after people, and what takes two."""

from flask import Flask

from pathway.accounts.views import acts, asking, enrolling, organizations, own, people, sign_in


def register(app: Flask) -> None:
    """Add every page of accounts."""
    for module in (sign_in, enrolling, own, people, asking, organizations, acts):
        app.register_blueprint(module.bp)
