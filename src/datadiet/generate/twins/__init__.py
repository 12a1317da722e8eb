"""Digital Twins: what is there, how it varies inside declared bounds, and the scenes that come of it."""
