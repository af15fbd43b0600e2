"""What every provider is made of: HTTP client, REST client, verdicts, paging, reading and cleaning."""
