"""The tables of the README: what each bundled service comes to, over ten seeds."""
