"""Static figures, each with its data."""
