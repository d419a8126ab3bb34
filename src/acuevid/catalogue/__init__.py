"""From a TOML file to frozen models, and from names as people type them to records."""
