"""A comparison on disk: proof.json, and back."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from datadiet.data.whole import write_whole
from datadiet.errors import DataError
from datadiet.loop.proof.results import Proof
from datadiet.loop.proof.swapping import Swap

__all__ = ["PROOF", "SWAP", "load_proof", "proof_json", "proof_schema", "swap_json", "write_proof", "write_swap"]

PROOF, SWAP = "proof.json", "swap.json"


def proof_json(proof: Proof) -> bytes:
    """Return a comparison as indented JSON, the same bytes for the same comparison."""
    return TypeAdapter(Proof).dump_json(proof, indent=2) + b"\n"


def proof_schema() -> dict[str, object]:
    """Return the JSON Schema of `proof.json`."""
    return TypeAdapter(Proof).json_schema()


def write_proof(proof: Proof, folder: str | Path) -> Path:
    """Write `proof.json` into a folder, and return its path; OutputError where it cannot be written."""
    return write_whole(Path(folder) / PROOF, proof_json(proof))


def load_proof(folder: str | Path) -> Proof:
    """Read `proof.json` of a folder; DataError where it cannot be read."""
    path = Path(folder) / PROOF
    try:
        return TypeAdapter(Proof).validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        reason = str(error).splitlines()[0]
        raise DataError(
            f"{path} cannot be read ({reason})",
            expected="a folder that `datadiet models compare --out` wrote",
            todo="compare the models again",
        ) from error


def swap_json(swap: Swap) -> bytes:
    """Return a swap ablation as indented JSON, the same bytes for the same swap."""
    return TypeAdapter(Swap).dump_json(swap, indent=2) + b"\n"


def write_swap(swap: Swap, folder: str | Path) -> Path:
    """Write `swap.json` into a folder, and return its path; OutputError where it cannot be written."""
    return write_whole(Path(folder) / SWAP, swap_json(swap))
