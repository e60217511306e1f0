"""Files that travel with the programs: theme, icons, sounds, texts, lists."""
