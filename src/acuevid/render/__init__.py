"""View models as Rich renderables; nothing here prints or computes."""
