"""Whole scenarios made by chance, with all capabilities in any combination."""
