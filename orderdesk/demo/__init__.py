"""The demo company: data that look real, made from a seed, and the processes that bring it to life."""
