"""What services on the road have reported, and a run beside it."""
