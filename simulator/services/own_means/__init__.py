"""What people have themselves: feet, a bike, a car. It takes its time and costs money; nobody else is in the way."""
