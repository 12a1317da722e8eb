"""The errors that datadiet raises, in one tree.

```
DatadietError
├── InputError            what was given cannot be used
│   ├── DataError         a data set: missing, empty, without one readable sample, a path that leaves its folder
│   ├── EmbeddingError    vectors: not finite, wrong type, differing dimensions
│   ├── DomainError       a domain of operation: unreadable, contradictory, or impossible to fill
│   ├── TwinError         a Digital Twin: unreadable, contradictory, or impossible to draw
│   ├── TrainerError      a trainer: it failed, hung, or left nothing that can be used
│   └── OptionError       an option or argument has a value that cannot be used
├── TooFewSamples         not enough independent samples for the question that was asked
├── MissingExtra          an optional part is not installed
└── OutputError           a result could not be written
```

Every message says what was found, what was expected and what to do.
"""


class DatadietError(Exception):
    """The root of every error that datadiet raises on purpose."""

    def __init__(self, found: str, *, expected: str = "", todo: str = "") -> None:
        self.found, self.expected, self.todo = found, expected, todo
        parts = [_sentence(found)]
        if expected:
            parts.append(_sentence(f"Expected: {expected}"))
        if todo:
            parts.append(_sentence(f"What to do: {todo}"))
        super().__init__("".join(part if part.endswith("\n") else f"{part} " for part in parts).rstrip())

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process, whatever the arguments of the constructor."""
        return _restored, (type(self), str(self), self.__dict__)


def _sentence(text: str) -> str:
    return text if text.endswith(("?", "\n")) else text.rstrip(".") + "."  # lines that are quoted end by themselves


def _restored(kind: type[DatadietError], message: str, attributes: dict[str, object]) -> DatadietError:
    error = kind.__new__(kind, message)
    Exception.__init__(error, message)
    error.__dict__.update(attributes)
    return error


class InputError(DatadietError):
    """What was given cannot be used."""


class DataError(InputError):
    """A data set is missing, empty, malformed, or leaves its folder."""


class EmbeddingError(InputError):
    """Vectors are not finite, of a wrong type, or of differing dimensions."""


class DomainError(InputError):
    """A domain of operation cannot be read, contradicts itself, or cannot be filled."""


class TwinError(InputError):
    """A twin cannot be read, contradicts itself, or cannot be drawn."""


class TrainerError(InputError):
    """A trainer failed, hung, or left nothing that can be used."""


class OptionError(InputError):
    """An option or argument has a value that cannot be used."""


class TooFewSamples(DatadietError):
    """There are not enough independent samples for the question that was asked."""


class MissingExtra(DatadietError):
    """An optional part of datadiet is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"{what} is not installed",
            expected=f"the optional part '{extra}'",
            todo=f"pip install 'datadiet[{extra}]'",
        )


class OutputError(DatadietError):
    """A result could not be written."""
