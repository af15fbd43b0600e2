"""What the pages of Oscar's dashboard say of an order, a partner and a product."""
