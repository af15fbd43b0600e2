"""Long work in the background: asked for by a page, done by a worker, looked at whenever one likes."""

from oscar_lt_accounting.services.jobs.running import Progress, run_due, start

__all__ = ["Progress", "run_due", "start"]
