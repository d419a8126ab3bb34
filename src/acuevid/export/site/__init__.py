"""A library as a site: static pages, one search, and what changed since the last build."""
