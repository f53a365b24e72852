"""Demand that people already have, made into requests: one file per profile, cleaned, estimated, coarsened."""
