"""Settings: the environment, then `bugmark.toml` in the state folder, then defaults."""

import os
from collections.abc import Mapping
from pathlib import Path
from tomllib import TOMLDecodeError

import platformdirs
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

_FOLDER = ".bugmark"
_HOME_VARIABLE = "BUGMARK_HOME"


class Settings(BaseSettings):
    """What a user sets once rather than with each command.

    Each is read from `BUGMARK_<NAME>` in the environment or `<name>` in `bugmark.toml`.

    Attributes:
        network: a name in `networks`, `local` for the node of this state folder, or a URL.
        networks: URL of each network by name.
        account: who acts, if no command says otherwise.
        passphrase: of the account's keystore.
        passphrase_file: a file whose first line is that passphrase.
        anvil: path of Anvil's binary; found if not set.
        urls: address of a tracker host's API, where it is not the usual one.
        tokens: API token of a tracker host.
        receipt_seconds: how long to wait for a transaction's receipt.
        bump_seconds: after how long without a receipt to pay more for it.
        confirmations: blocks that a receipt must have, its own included.
        request_seconds: how long to wait for one answer of the node.
    """

    model_config = SettingsConfigDict(
        env_prefix="BUGMARK_", env_ignore_empty=True, extra="forbid", frozen=True
    )

    network: str = "local"
    networks: Mapping[str, str] = Field(default_factory=dict)
    account: str | None = None
    passphrase: SecretStr | None = None
    passphrase_file: Path | None = None
    anvil: str | None = None
    urls: Mapping[str, str] = Field(default_factory=dict)
    tokens: Mapping[str, SecretStr] = Field(default_factory=dict)
    receipt_seconds: float = Field(default=120.0, gt=0)
    bump_seconds: float = Field(default=30.0, gt=0)
    confirmations: int = Field(default=1, ge=1)
    request_seconds: float = Field(default=10.0, gt=0)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(file: Path) -> Settings:
    """Read the settings.

    Args:
        file: `bugmark.toml`; it need not exist.

    Raises:
        ValueError: something does not fit. The message names it and not its value, as it may be
            secret.
    """

    class _Here(Settings):
        model_config = SettingsConfigDict(toml_file=file)

    try:
        return _Here()
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        variable = f"BUGMARK_{first['loc'][0]}".upper()
        raise ValueError(
            f"setting {name} does not fit ({first['msg']}): mend {variable} in the environment or"
            f" {name} in {file}"
        ) from None
    except SettingsError as error:
        raise ValueError(f"a setting cannot be read: {error}") from None
    except (TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file} is no TOML: {error}") from None


def find_home(environment: Mapping[str, str] = os.environ, start: Path | None = None) -> Path:
    """The state folder.

    Args:
        environment: where `BUGMARK_HOME` is looked for.
        start: the folder to look upwards from; the current one if not named.

    Returns:
        `BUGMARK_HOME` if it is set, else the nearest `.bugmark` upwards, else a folder of the
        user's.
    """
    if named := environment.get(_HOME_VARIABLE):
        return Path(named).expanduser().resolve()
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / _FOLDER).is_dir():
            return folder / _FOLDER
    return platformdirs.user_data_path("bugmark")
