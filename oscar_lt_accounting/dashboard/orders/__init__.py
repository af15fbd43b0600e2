"""What people do to an order on Oscar's own page of it."""
