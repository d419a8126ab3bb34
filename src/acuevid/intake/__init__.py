"""What comes in from other files, and what changes the text of a catalogue."""
