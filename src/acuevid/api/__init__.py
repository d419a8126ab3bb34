"""What acuevid offers to Python, and the command line is made of: sheets, and results as objects."""
