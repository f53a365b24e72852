"""Key figures and tables: pure functions of the event log and the input."""
