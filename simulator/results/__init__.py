"""The results folder: one catalogue of its files, one reader, one writer."""
