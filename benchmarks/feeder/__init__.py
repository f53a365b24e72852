"""What journeys with rides to buses and trains cost and save, on days of the Prignitz."""
