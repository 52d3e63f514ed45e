"""What the exceptions of the contracts' custom errors have in common."""

import re
from collections.abc import Sequence
from typing import ClassVar

from bugmark_py.errors import ContractError

_MOST_SHOWN = 200


class CustomError(ContractError):
    """A custom error of a contract, with an attribute for each of its arguments.

    Attributes:
        NAME: the error's name in the contract.
        TYPES: ABI types of its arguments.
        ARGUMENTS: names of its arguments in the contract.
    """

    NAME: ClassVar[str]
    TYPES: ClassVar[Sequence[str]]
    ARGUMENTS: ClassVar[Sequence[str]]

    def __init__(self, *values: object) -> None:
        """Explain the error.

        Args:
            values: its arguments in their order, numbers as `int`, bytes as 0x-hex.
        """
        arguments = dict(zip(self.ARGUMENTS, values, strict=True))
        for name, value in arguments.items():
            setattr(self, snake_case(name), value)
        what = " ".join((type(self).__doc__ or self.NAME).split()).rstrip(".")
        shown = ", ".join(
            f"{snake_case(k).replace('_', ' ')} {one_line(str(v))}" for k, v in arguments.items()
        )
        super().__init__(f"{what} ({shown})" if shown else what, self.NAME, arguments)


def one_line(text: str) -> str:
    """What a contract says, fit for a message: short, and harmless to a terminal."""
    flat = " ".join(text.split())
    plain = "".join(c if c.isprintable() else "?" for c in flat)
    return plain if len(plain) <= _MOST_SHOWN else plain[:_MOST_SHOWN] + "..."


def snake_case(name: str) -> str:
    """The attribute of an argument: `offerId` is `offer_id`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
