"""Pathway: where to refer a woman, now, and whether anyone took her."""

import gc

# What is read here stays for as long as the process. To let the collector of garbage pass over it again and again,
# while it is read and when the process ends, took nearly half of the time of a short command.
_collects = gc.isenabled()
gc.disable()

from flask import Flask, current_app
from werkzeug.middleware.proxy_fix import ProxyFix

from pathway.accounts import views as accounts
from pathway.accounts.guard import init_guard
from pathway.audit.trail import init_trail
from pathway.board import views as board
from pathway.board import wall_views as wall
from pathway.cards import views as cards
from pathway.cards.handouts import views as handouts
from pathway.cards.notices import views as notices
from pathway.cards.translations import views as card_words
from pathway.config import ROOT, Settings
from pathway.core import clock, crypto
from pathway.directory import views as directory
from pathway.directory.editing import proposal_views as proposed
from pathway.directory.editing import section_views as sections
from pathway.directory.editing import views as editing
from pathway.directory.editing.lifecycle import views as listing_lifecycle
from pathway.directory.health import views as health
from pathway.directory.look_ups.operations import init_look_ups
from pathway.directory.map import tile_views as map_tiles
from pathway.directory.map import views as mapping
from pathway.directory.reminders import views as reminders
from pathway.directory.spot_checks import views as spot_checks
from pathway.episodes.disclosure import views as disclosure
from pathway.episodes.fhir import views as referrals_export
from pathway.episodes.inbox import clock_views as agency_clock
from pathway.episodes.inbox import views as inbox
from pathway.episodes.listing_end import init_listing_end
from pathway.episodes.mailbox import views as mailbox
from pathway.episodes.mailbox.guard import init_mailbox_guard
from pathway.episodes.referral_page import views as referral_page
from pathway.episodes.retention import views as keeping
from pathway.episodes.retention.words import to_read_to_her
from pathway.episodes.send import views as send
from pathway.episodes.sharing import views as sharing
from pathway.episodes.subject_access import views as subject_access
from pathway.episodes.withdrawal import views as withdrawal
from pathway.extensions import engine_options, init_database
from pathway.guidance import views as guidance
from pathway.insight import views as insight
from pathway.insight.gaps import views as gaps
from pathway.launch.call_result import views as call_result
from pathway.launch.call_sheet import views as call_sheet
from pathway.launch.fallback_words import views as fallback_words
from pathway.launch.milestones import views as milestones
from pathway.launch.pathway_switch import views as pathway_switch
from pathway.launch.signatures import views as signatures
from pathway.leads import views as leads
from pathway.notifications import views as messages
from pathway.outage.handlers import init_outage
from pathway.outreach import views as outreach
from pathway.referral import views as referral
from pathway.referral.queries import pathway_is_running
from pathway.site import views as site
from pathway.web.access import init_access
from pathway.web.assets import init_assets
from pathway.web.database_budget import init_database_budget
from pathway.web.delivery import init_delivery
from pathway.web.error_pages import init_error_pages
from pathway.web.limits import init_limits
from pathway.web.logs import init_logs
from pathway.web.security import init_security
from pathway.web.templates import init_templates
from pathway.work import views as work

gc.freeze()
if _collects:
    gc.enable()

BLUEPRINTS = (
    site.bp,
    directory.bp,
    mapping.bp,
    map_tiles.bp,
    guidance.bp,
    outreach.bp,
    cards.bp,
    handouts.bp,
    card_words.bp,
    notices.bp,
    referral.bp,
    send.bp,
    board.bp,
    wall.bp,
    inbox.bp,
    agency_clock.bp,
    mailbox.bp,
    sharing.bp,
    referral_page.bp,
    referrals_export.bp,
    withdrawal.bp,
    keeping.bp,
    disclosure.bp,
    subject_access.bp,
    *accounts.BLUEPRINTS,
    messages.bp,
    insight.bp,
    gaps.bp,
    health.bp,
    editing.bp,
    sections.bp,
    proposed.bp,
    call_sheet.bp,
    call_result.bp,
    fallback_words.bp,
    signatures.bp,
    pathway_switch.bp,
    milestones.bp,
    listing_lifecycle.bp,
    *leads.BLUEPRINTS,
    reminders.bp,
    spot_checks.bp,
    work.bp,
)

MAX_FORM_BYTES = 64 * 1024


def create_app(settings: Settings | None = None) -> Flask:
    """Build the app. Without settings they are read from the environment."""
    settings = settings or Settings.from_environment()
    app = Flask("pathway", static_folder=str(settings.static), template_folder=str(settings.templates))
    configure(app, settings)
    clock.follow(settings.test_clock)
    init_keys(app, settings)
    init_logs(app)
    init_delivery(app)
    init_security(app)
    init_database_budget(app)
    init_limits(app)  # before the guard, which may hold the one lock that SQLite has
    init_access(app)
    init_guard(app)
    init_mailbox_guard(app)
    wall.init_wall_guard(app)
    init_database(app)
    init_trail()
    init_look_ups(app)
    init_listing_end()
    init_assets(app)
    init_templates(app, settings.leave_to)
    init_error_pages(app)
    init_outage(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.jinja_env.globals["waiting_count"] = work.waiting_count
    app.jinja_env.globals["pathway_is_running"] = pathway_is_running
    app.jinja_env.globals["to_read_to_her"] = to_read_to_her
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Turn our settings into Flask's, with every safe default written out."""
    app.config.from_mapping(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        TRUSTED_HOSTS=settings.trusted_hosts,
        MAX_CONTENT_LENGTH=MAX_FORM_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_FORM_BYTES,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        # `__Host-` makes the browser insist on https, this host and no other path.
        STAFF_COOKIE="__Host-pathway" if settings.is_https else "pathway",
        MAILBOX_COOKIE="__Host-pathway-answer" if settings.is_https else "pathway-answer",
        WALL_COOKIE="__Host-pathway-wall" if settings.is_https else "pathway-wall",
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=8 * 3600,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,  # built files carry their hash in their name
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MIGRATIONS=ROOT / "pathway" / "migrations",
    )
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign] # Flask's documented way to add WSGI middleware
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )


def init_keys(app: Flask, settings: Settings) -> None:
    """Keep the keys of data at rest with the app, where `core.crypto` finds them."""
    app.extensions["pathway_keys"] = crypto.Keys(
        fields=crypto.FieldKeys.parse(settings.field_keys),
        index=settings.index_key.encode(),
        audit=settings.audit_key.encode(),
    )
    crypto.find_keys_with(lambda: current_app.extensions["pathway_keys"])
