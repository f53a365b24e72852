"""What a run's pictures show, computed once: figures, paper plots and pages only paint it."""
