"""What no plan can do better: lower bounds on driving, upper bounds on requests served."""
