"""Requests: read from a file or made for a synthetic day."""
