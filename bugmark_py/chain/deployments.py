"""The contracts of one chain: deployed, recorded, and checked before use."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eth_utils.address import to_checksum_address

from bugmark_py.chain.accounts import NAMES, REPORTERS, local_account
from bugmark_py.chain.artifacts import load
from bugmark_py.chain.binding import Binding, creation_code
from bugmark_py.chain.connection import Connection, quantity
from bugmark_py.chain.home import as_record, read_json, write_json
from bugmark_py.chain.transactions import Sender
from bugmark_py.errors import InputError, NotDeployedError, RefusedError
from bugmark_py.model.amounts import PRICE_ONE
from bugmark_py.model.hashing import ADDRESS, check_hex
from bugmark_py.model.times import check_time

_HOUR = 3600
_DAY = 24 * _HOUR
_LOCAL_GIFT = 10_000
_LOCAL_COIN = 1000 * 10**18
_DEPLOY = "run `bugmark deploy`"


@dataclass(frozen=True)
class Terms:
    """What a deployment is made of, for ever.

    Attributes:
        reporters: names of who votes, on a local chain.
        threshold: equal votes that make a proposal.
        report_period: seconds after maturation that are the reporters'.
        propose_period: seconds after that in which a first proposal is still accepted.
        dispute_period: seconds between a proposal and its being final.
        void_delay: seconds after maturation from which a silent oracle's future can be voided.
    """

    reporters: Sequence[str] = REPORTERS
    threshold: int = 2
    report_period: int = _DAY
    propose_period: int = _DAY
    dispute_period: int = _HOUR
    void_delay: int = 7 * _DAY

    def check(self) -> None:
        """Refuse terms under which a question could be voided while it is being answered.

        Raises:
            InputError: the void delay is too short, the threshold impossible, a period none, or a
                reporter unknown or named twice.
        """
        for what in ("report_period", "propose_period", "dispute_period", "void_delay"):
            _check_period(getattr(self, what), what.replace("_", " "))
        for name in self.reporters:
            if name not in NAMES:
                raise InputError(f"reporter {name!r} is unknown: choose from {', '.join(NAMES)}")
            if self.reporters.count(name) > 1:
                raise InputError(f"reporter {name} is named twice: name each once")
        longest = self.report_period + self.propose_period + self.dispute_period
        if self.void_delay <= longest:
            raise InputError(
                f"void delay {self.void_delay} s is too short: the oracle may take {longest} s, so"
                " make it longer than that, or the dispute period and the others shorter"
            )
        if not 1 <= self.threshold <= len(self.reporters):
            raise InputError(
                f"threshold {self.threshold} is impossible with {len(self.reporters)} reporters:"
                f" make it 1 to {len(self.reporters)}"
            )


@dataclass(frozen=True)
class Deployment:
    """Where the contracts of a chain are, and what cannot change about them.

    Attributes:
        chain_id: the chain's id.
        genesis: 0x-hex hash of its block 0.
        token: address of the collateral.
        market: address of the issue market.
        oracle: address of the tracker oracle.
        pools: address of the cost-sharing pools.
        block: height before which none of them said anything.
        symbol: what the token calls itself.
        decimals: decimal places of the token.
        unit: base units that one unit of both outcomes pays.
        void_delay: seconds after maturation from which a silent oracle's future can be voided.
        report_period: seconds after maturation that are the oracle's reporters'.
    """

    chain_id: int
    genesis: str
    token: str
    market: str
    oracle: str
    pools: str
    block: int
    symbol: str
    decimals: int
    unit: int
    void_delay: int
    report_period: int

    def check(self, connection: Connection) -> None:
        """Check that our code, and no other, is at the recorded addresses, and holds what it says.

        Raises:
            NotDeployedError: it is not, or does not.
        """
        if (self.chain_id, self.genesis) != (connection.chain_id, connection.genesis):
            raise NotDeployedError(f"the recorded deployment is of another chain: {_DEPLOY}")
        for name, address in (
            ("IssueMarket", self.market),
            ("TrackerOracle", self.oracle),
            ("CostSharingPools", self.pools),
        ):
            if not load(name).matches(connection.code(address)):
                raise NotDeployedError(f"the {name} at {address} is not ours: {_DEPLOY}")
        market = Binding(connection, "IssueMarket", self.market)
        if (market.call("token"), market.call("unit")) != (self.token, self.unit):
            raise NotDeployedError(
                f"the market at {self.market} has another token or unit than is recorded: {_DEPLOY}"
            )
        if Binding(connection, "CostSharingPools", self.pools).call("token") != self.token:
            raise NotDeployedError(
                f"the pools at {self.pools} have another token than is recorded: {_DEPLOY}"
            )


def read(path: Path, connection: Connection) -> Deployment:
    """The recorded deployment of a chain, checked.

    Raises:
        NotDeployedError: there is none, or other code is at its addresses.
    """
    document = read_json(path)
    if document is None:
        raise NotDeployedError(
            f"the contracts are not deployed on chain {connection.chain_id} at"
            f" {connection.url}: {_DEPLOY}"
        )
    if isinstance(document, dict) and "market" in document and "pools" not in document:
        raise NotDeployedError(
            f"{path} records contracts of an earlier version, without cost-sharing pools: delete"
            f" it and {_DEPLOY}, which deploys all of them anew, or start a new local chain with"
            " `bugmark up --fresh`"
        )
    try:
        deployment = as_record(Deployment, document)
        addresses = (deployment.token, deployment.market, deployment.oracle, deployment.pools)
        for address in addresses:
            check_hex(address, ADDRESS, "address")
    except (TypeError, InputError):
        raise NotDeployedError(
            f"{path} is damaged or of another version: delete it and {_DEPLOY}"
        ) from None
    try:
        deployment.check(connection)
    except NotDeployedError as error:
        raise NotDeployedError(f"{error}, after deleting {path}") from None
    return deployment


def deploy(
    sender: Sender, path: Path, terms: Terms, say: Callable[[str], None] = lambda _: None
) -> Deployment:
    """Deploy on a local chain, or find what is deployed.

    Every named account gets test tokens and coin for gas.

    Args:
        sender: who deploys.
        path: where to record it.
        terms: of the deployment; without effect if there is one already.
        say: shown what is being done.

    Raises:
        InputError: the terms make no sense; nothing was sent.
        RefusedError: the chain is not local; nothing was sent.
    """
    connection = sender.connection
    if path.exists():
        return read(path, connection)
    terms.check()
    if not connection.is_anvil:
        raise RefusedError(
            f"{connection.url} is no local node: test contracts are deployed on one only"
        )
    reporters = [local_account(name).address for name in terms.reporters]
    block = connection.latest_block().number

    say("deploying the test token")
    token = _create(sender, "TestToken")
    decimals = Binding(connection, "TestToken", token).call("decimals")
    unit = 10**decimals
    if unit % (2 * PRICE_ONE):
        raise InputError(f"a token of {decimals} decimals is too coarse: it needs 5 or more")
    say("deploying the issue market")
    market = _create(sender, "IssueMarket", token, unit, terms.void_delay)
    say("deploying the tracker oracle")
    oracle = _create(
        sender,
        "TrackerOracle",
        reporters,
        terms.threshold,
        terms.report_period,
        terms.propose_period,
        terms.dispute_period,
    )
    say("deploying the cost-sharing pools")
    pools = _create(sender, "CostSharingPools", token)
    say(f"giving {len(NAMES)} accounts {_LOCAL_GIFT:,} tokens each")
    for name in NAMES:
        fund(sender, token, local_account(name).address, _LOCAL_GIFT * unit)

    deployment = Deployment(
        chain_id=connection.chain_id,
        genesis=connection.genesis,
        token=token,
        market=market,
        oracle=oracle,
        pools=pools,
        block=block,
        symbol=Binding(connection, "TestToken", token).call("symbol"),
        decimals=decimals,
        unit=unit,
        void_delay=terms.void_delay,
        report_period=terms.report_period,
    )
    deployment.check(connection)
    write_json(path, asdict(deployment))
    return deployment


def _check_period(seconds: object, what: str) -> None:
    if not isinstance(seconds, int) or isinstance(seconds, bool):
        raise InputError(f"{what} {seconds!r} is no number of seconds: write a whole one")
    check_time(seconds, what=f"{what} {seconds}")


def _create(sender: Sender, artifact: str, *arguments: object) -> str:
    created = sender.send(None, creation_code(artifact, *arguments)).created
    if created is None:
        raise NotDeployedError(f"creating the {artifact} left no address in the receipt")
    return to_checksum_address(created)


def fund(sender: Sender, token: str, address: str, amount: int) -> None:
    """Give test tokens and coin for gas, on a local node.

    Args:
        sender: anybody.
        token: address of the test token.
        address: who gets them.
        amount: base units of the token.
    """
    connection = sender.connection
    if quantity(connection.rpc("eth_getBalance", address, "latest")) < _LOCAL_COIN:
        connection.rpc("anvil_setBalance", address, hex(_LOCAL_COIN))
    Binding(connection, "TestToken", token).send(sender, "faucet", address, amount)
