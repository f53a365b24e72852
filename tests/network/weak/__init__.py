"""Where road networks are weak."""
