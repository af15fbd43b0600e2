"""What a stock record is in the accounting system: finding, linking, files, coverage."""
