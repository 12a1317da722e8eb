"""What a folder holds, for comparison: every byte but what the pictures cost."""

from datadiet.data.costs import COSTS


def tree(folder):
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != COSTS)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
