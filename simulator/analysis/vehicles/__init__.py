"""What vehicles did: their rows of the event log, and the tables made of them."""
