"""What people do on a day: tours from home and back, with purpose, time and whom they take along."""
