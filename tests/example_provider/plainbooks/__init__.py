"""Plain Books, an imaginary accounting system: the example of docs/adding-a-provider.md."""
