"""Oscar's shipping app with this shop's ways of delivery."""
