"""What may be said: statements about the records, each with the fields it rests on."""
