"""An accounting system that lives in this process: for tests, demonstrations and as the shortest example."""
