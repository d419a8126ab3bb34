"""From the figures that a source prints to counts and effects, each with how it was come by."""
