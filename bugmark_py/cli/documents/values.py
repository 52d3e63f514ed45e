"""What documents are made of: texts of known forms."""

from typing import Annotated, Any, Final

from pydantic import Field

# pydantic reads the standard library's own TypedDict from Python 3.12 on.
from typing_extensions import TypeAliasType, TypedDict


def one_of(*values: str) -> Any:  # noqa: ANN401
    """One of a few texts."""
    return Field(json_schema_extra={"enum": list(values)})


_TOKENS: Final = r"(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"

Tokens = TypeAliasType(
    "Tokens", Annotated[str, Field(pattern=f"^{_TOKENS}$", description="A number of tokens.")]
)
SignedTokens = TypeAliasType(
    "SignedTokens",
    Annotated[
        str, Field(pattern=f"^-?{_TOKENS}$", description="Tokens, negative for what was lost.")
    ],
)
Units = TypeAliasType(
    "Units",
    Annotated[str, Field(pattern="^(0|[1-9][0-9]*)$", description="A number of whole units.")],
)
BaseUnits = TypeAliasType(
    "BaseUnits",
    Annotated[str, Field(pattern="^[1-9][0-9]*$", description="Base units of the token.")],
)
Exact = TypeAliasType(
    "Exact",
    Annotated[
        str,
        Field(
            pattern="^(0|[1-9][0-9]*)(/[1-9][0-9]*)?$",
            description="An integer of any size, or a fraction in lowest terms.",
        ),
    ],
)
Price = TypeAliasType(
    "Price",
    Annotated[
        str, Field(pattern=r"^(0|1)\.[0-9]{2,4}$", description="What one unit costs, or pays.")
    ],
)
Hash = TypeAliasType(
    "Hash", Annotated[str, Field(pattern="^0x[0-9a-f]{64}$", description="32 bytes.")]
)
Address = TypeAliasType(
    "Address",
    Annotated[str, Field(pattern="^0x[0-9a-fA-F]{40}$", description="With its checksum.")],
)
Who = TypeAliasType(
    "Who",
    Annotated[
        str, Field(min_length=1, description="An account's name, or the address of another.")
    ],
)
Time = TypeAliasType(
    "Time",
    Annotated[
        str,
        Field(
            pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z|[0-9]{12,13})$",
            description="ISO 8601 in UTC; after the year 9999 unix seconds.",
        ),
    ],
)
Reference = TypeAliasType(
    "Reference",
    Annotated[
        str, Field(pattern="^[a-z]+(@[^:]+)?:[^#?]+#[1-9][0-9]*$", description="Names one issue.")
    ],
)
QuestionText = TypeAliasType(
    "QuestionText",
    Annotated[str, Field(pattern="^[a-z]+(@[^:]+)?:.+$", description="What a future asks.")],
)
Url = TypeAliasType("Url", Annotated[str, Field(pattern="^[a-z]+://")])
OutcomeName = TypeAliasType("OutcomeName", Annotated[str, one_of("fixed", "unfixed")])
Settlement = TypeAliasType(
    "Settlement",
    Annotated[
        str,
        Field(
            pattern=r"^(FIXED|UNFIXED|INVALID|(0|1)\.[0-9]{2,4})$",
            description="What an answer is called, or what FIXED pays where it has no name.",
        ),
    ],
)
Status = TypeAliasType("Status", Annotated[str, one_of("open", "proposed", "final")])
OfferStatusName = TypeAliasType(
    "OfferStatusName",
    Annotated[str, one_of("open", "filled", "closed", "expired", "stale", "matured")],
)


class Document(TypedDict):
    """Whatever a command prints with --json."""
