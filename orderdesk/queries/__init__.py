"""One screen question a function: frozen rows out of the workstation's cache, never documents."""
