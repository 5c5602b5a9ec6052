"""One file a schema change. A released file is never edited; a new one is added."""
