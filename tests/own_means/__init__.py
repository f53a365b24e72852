"""Trips on foot, by bike and by car of one's own."""
