"""Who is left behind: how unlike people in different places and groups are served."""
