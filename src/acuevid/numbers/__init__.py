"""Pure functions on plain numbers: formatting, effects, consistency of reported figures."""
