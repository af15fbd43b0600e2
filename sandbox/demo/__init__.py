"""The demo shop's goods, people and orders: files to read, and what reads them."""
