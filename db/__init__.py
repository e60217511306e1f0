"""The storage floor: tables, engines and the one place that commits."""
