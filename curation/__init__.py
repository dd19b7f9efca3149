"""Winnow's library: load, inspect, filter, de-duplicate and export preference data."""

__version__ = "0.1.0"
