"""Long work and how far it is."""
