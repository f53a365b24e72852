"""What riders pay: pure functions of times, distances and rates."""
