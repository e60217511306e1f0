"""Pure business values and functions: standard library only, no clock, no storage, no network."""
