"""Measures of tables: arrays in, results out.

A table is an (n, d) float64 array with NaN where a value is missing, and `levels`, (d,) integers: how many levels a
column has, whose values are then 0, 1, …; 0 for a column of numbers.
"""
