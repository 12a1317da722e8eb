"""What is shown of a synthetic table: figures beside what real rows reach, columns, pairs, privacy, groups, rules."""
