"""Books that live in this process: for tests, demonstrations and as the shortest example."""
