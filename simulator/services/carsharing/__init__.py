"""Car-sharing: cars at stations or free-floating, and the bookings of them."""
