"""The life of a request: asking, choosing, asking again, turning elsewhere, cancelling, not showing up."""
