"""How far results move with their assumptions: pictures, page, and words for the terminal."""
