"""Whether everything was sent and what needs attention, on one page."""
