"""Digital Twins that ship with datadiet: each a YAML file, and the functions that draw what it names."""
