"""The rooms in Oscar's dashboard where people work."""
