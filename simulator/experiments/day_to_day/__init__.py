"""Expectations that follow what people experience, day after day, and how riders answer to fare and wait."""
