"""Pages that customers of the shop open: their own invoices."""
