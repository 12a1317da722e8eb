"""Tables: drawn from a declaration, or from what was fitted to real ones."""
