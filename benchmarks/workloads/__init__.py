"""Frozen work whose speed is compared from commit to commit: made once, never to follow the bundled scenarios."""
