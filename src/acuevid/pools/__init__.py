"""Which studies answer one question together, and what pooling them gives; no sentence is made here."""
