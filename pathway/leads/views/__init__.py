"""Pages of leads."""

from pathway.leads.views import holders, hours, public, roles

BLUEPRINTS = (public.bp, roles.bp, holders.bp, hours.bp)
