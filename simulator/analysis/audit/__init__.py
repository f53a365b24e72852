"""The auditor: it follows the event log row by row and shares no code with what wrote it."""
