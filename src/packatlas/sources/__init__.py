"""What a build reads from disk. Begin with `all_inputs`; a new kind of source is one more file here."""
