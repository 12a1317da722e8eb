"""What all networks share, of tables and of pictures: torch as it is used here, weights, and when training ends."""
