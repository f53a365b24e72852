"""Key figures of a run, in groups, and what each of them means."""
