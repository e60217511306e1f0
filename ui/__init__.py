"""Windows of the workstation: they ask and say, and decide nothing."""
