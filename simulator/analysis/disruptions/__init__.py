"""What went wrong on a run, and whom it touched: from its event log and its input tables."""
