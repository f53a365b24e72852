"""Every coalition of territories with a service of its own, on the same days: what it costs, and who pays what."""
