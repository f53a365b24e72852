"""What travellers may ask: one folder per kind of service, which knows no other."""
