"""What runs inside the shop, with the Python, the Django and the wheel of its environment."""
