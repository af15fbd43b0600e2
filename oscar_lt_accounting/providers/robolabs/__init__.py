"""RoboLabs: its client, its payload, its provider."""
