"""Tags for templates of the dashboard and of the shop."""
