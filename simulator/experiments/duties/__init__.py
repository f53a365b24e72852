"""Which duties of drivers cover what a service needs for the least money, and whether they keep its goals."""
