"""The seller's delivery service, and how a bidder gets ciphertext and key from one."""
