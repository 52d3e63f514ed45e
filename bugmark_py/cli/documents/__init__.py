"""What each command prints with --json. `make docs` makes docs/schema/ of it.

The commands have it for their types only: none of them imports it when it runs.
"""
