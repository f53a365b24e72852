"""Bike sharing: walk to the nearest station with a bike, ride, leave it at the nearest station with a free place."""
