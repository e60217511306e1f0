"""One module a figure: `python -m benchmarks.NAME [--rounds N] [--small]`; `make bench` runs them all."""
