"""What is wrong with a catalogue: each family of checks in a file of its own."""
