"""Oscar's search app with an even shelf."""
