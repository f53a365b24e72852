"""What something that went wrong did to people: a run against the same one with nothing going wrong."""
