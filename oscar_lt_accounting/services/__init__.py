"""The verbs: build documents, deliver them, bring stock back, link products."""
