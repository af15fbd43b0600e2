"""From rows to the accounting system: enqueue, deliver, look unconfirmed documents up, and what people decide."""
