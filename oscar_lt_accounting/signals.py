"""What other apps may listen to; sent after the commit, and a failing listener stops nothing."""

from __future__ import annotations

from django.dispatch import Signal

#: A document is in the accounting system. Arguments: `submission`.
submission_issued = Signal()

#: A document needs attention: rejected, on hold, or unconfirmed. Arguments: `submission`, `problem`.
submission_failed = Signal()

#: A warehouse was read. Arguments: `pull`.
stock_pulled = Signal()
