"""From rows to the books: enqueue, deliver, settle doubts, and what people decide."""
