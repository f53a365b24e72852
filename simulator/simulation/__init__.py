"""The composition root: builds engine, services and travellers, and runs them."""
