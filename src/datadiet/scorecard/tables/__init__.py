"""Tables of mixed columns: how they are read, where their rows lie, and how faithful they are beside the three I's."""
