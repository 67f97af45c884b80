"""packatlas: a static site generator for verified pack catalogs."""

__version__ = "0.1.0"
