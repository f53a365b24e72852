"""The simulation: simpy lives here and nowhere else."""
