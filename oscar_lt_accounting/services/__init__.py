"""What the app does: build documents, deliver them, bring stock back, link products."""
