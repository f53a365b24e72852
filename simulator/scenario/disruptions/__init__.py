"""What can go wrong on a run, one kind in a file of its own; ``common`` has what all of them say."""
