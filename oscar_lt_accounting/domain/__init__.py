"""The words of the trade: documents, goods, VAT, money, errors. Pure Python."""
