"""Pages of leads."""

from pathway.leads.views import manage, public

BLUEPRINTS = (public.bp, manage.bp)
