"""The paper about the program: its text, numbers and figure."""
