"""View models: what a reader is shown, as plain blocks that every renderer and export is made from."""
