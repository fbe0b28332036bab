"""Documents, codes and proofs of integrity."""
