"""Rows that can be given away: what names people is taken out, what gives them away is looked for, and certified."""
