"""Ridepooling: one fleet, plans, and rides that share them."""
