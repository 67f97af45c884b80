"""What the files of a catalog may say: documents turned into packs and pages, every fault of a file in one pass."""
