"""Which accounting product each stock record is."""
