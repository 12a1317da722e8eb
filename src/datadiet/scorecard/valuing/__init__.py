"""What each synthetic sample is worth for a model that real validation samples try: labels, leaks, axes and the cut."""
