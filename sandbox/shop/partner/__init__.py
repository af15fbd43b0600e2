"""Oscar's partner app with this shop's strategy."""
