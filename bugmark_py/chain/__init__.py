"""The way to one EVM chain: connection, accounts, transactions, deployments, a local node."""
