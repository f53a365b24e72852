"""Static problems of the literature, solved with the kernels that re-plan simulated days."""
