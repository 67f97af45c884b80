"""The commands of signed trust: make a key, sign a statement on a release, look at all statements."""
