"""From an order of the shop to documents: the only place that reads Oscar's orders."""
