"""Fuzzing: functions that take any bytes, what to begin with, and a runner that looks for more."""
