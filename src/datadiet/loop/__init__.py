"""What closes the loop: models are trained on the data and asked which of it helped."""
