"""Orders of a django-oscar shop become documents in its accounting system, once and to the cent."""

__version__ = "0.1.0"
