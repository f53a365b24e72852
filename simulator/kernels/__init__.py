"""Compiled functions: arrays in, arrays out, no objects, no input or output."""

from simulator.kernels.stored_code import read_without_compiler

read_without_compiler()
