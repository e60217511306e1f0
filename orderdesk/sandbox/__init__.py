"""Faithful imitations of the outside systems, in the vendors' wire formats: the only place that imitates them."""
