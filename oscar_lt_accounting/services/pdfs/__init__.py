"""The PDFs of issued documents: fetched once, kept privately, shown and e-mailed to the buyer."""
