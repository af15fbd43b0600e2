"""What the demo shop adds to Oscar."""
