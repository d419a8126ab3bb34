"""The sheet as a PDF, set by typst from data: no text of a catalogue is ever part of what typst reads as code."""
