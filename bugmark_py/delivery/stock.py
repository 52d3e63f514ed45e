"""What an account sells on one chain: ciphertexts for everybody, and their keys, locked."""

from bugmark_py.chain.secret_files import account_lock
from bugmark_py.client import Bugmark
from bugmark_py.delivery.folders import CiphertextFolder, KeyFolder
from bugmark_py.errors import RefusedError
from bugmark_py.model.pools import Pool
from bugmark_py.sealing.content import ContentKey, SealedContent, seal_content


class Stock:
    """An account's ciphertexts and keys, in the state folder of the chain.

    Attributes:
        ciphertexts: by the hash of their content.
        keys: by their hash, locked by the account's signature.
    """

    def __init__(self, bugmark: Bugmark) -> None:
        """Open the folders.

        Args:
            bugmark: of the account.

        Raises:
            AccountError: there is no account, or its signatures do not repeat.
        """
        pools, folder = bugmark.pools, bugmark.folder
        account = pools.sender.account
        self.ciphertexts = CiphertextFolder(folder.ciphertexts)
        lock = account_lock(account, pools.contract)
        self.keys = KeyFolder(folder.keys / account.address, lock)

    def seal(self, content: bytes) -> SealedContent:
        """Encrypt what is to be sold, and keep key and ciphertext before anybody hears of them.

        Args:
            content: 1 to `MAX_CONTENT` bytes.

        Raises:
            InputError: it is empty or too long.
        """
        sealed = seal_content(content)
        self.keys.put(sealed.key)
        self.ciphertexts.put(sealed.ciphertext)
        return sealed

    def key(self, pool: Pool) -> ContentKey:
        """The key of a pool that was sealed here.

        Raises:
            RefusedError: it is not here.
        """
        found = self.keys.get(pool.terms.key_hash)
        if found is None:
            raise RefusedError(
                f"the key of pool {pool.pool_id} is not in this state folder: go where it was"
                " sealed, or set BUGMARK_HOME to that folder"
            )
        return found
