"""The road graph: reading, importing, travel times, paths, stops."""
