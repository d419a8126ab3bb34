"""The sheet as a Bundle of FHIR R5: what is cited, what it gives, and what people judged of it."""
