"""The demonstration: real handwritten digits against synthetic ones that are made on the spot."""
