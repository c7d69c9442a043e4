"""Pages of leads."""

from pathway.leads.views import holders, public, roles

BLUEPRINTS = (public.bp, roles.bp, holders.bp)
