"""The replay map: a run in as few bytes as show every move."""
