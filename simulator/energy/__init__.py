"""Energy: what vehicles store and use, what flows into them, and how power is shared."""
