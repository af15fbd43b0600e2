"""RoboLabs' ROBO API 4.21, simulated from robolabs.md."""
