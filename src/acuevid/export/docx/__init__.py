"""A document as a Word file; needs python-docx, of the extra "publish"."""
