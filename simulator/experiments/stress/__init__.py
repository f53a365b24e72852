"""A stress test: a catalogue of things that may go wrong, each on many days, and what would help against it."""
