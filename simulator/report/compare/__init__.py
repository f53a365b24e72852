"""The comparison page of an experiment."""
