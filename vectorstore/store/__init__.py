"""The store: articles, chunks, vectors in Chroma; the derived keyword index; locks, leases and snapshots."""
