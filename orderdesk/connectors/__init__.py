"""The outside systems: ports by capability, and one module a system that speaks the vendor's wire format."""
