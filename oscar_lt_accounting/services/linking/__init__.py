"""What a stock record is over there: finding, linking, files, coverage."""
