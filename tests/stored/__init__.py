"""What small days came to when they were last looked at, file by file: ``python -m tests.stored`` stores it anew."""
