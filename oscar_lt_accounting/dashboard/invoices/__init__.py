"""The documents: their list, the page of each, and what people decide about them."""
