"""The pages in Oscar's dashboard where people work."""
