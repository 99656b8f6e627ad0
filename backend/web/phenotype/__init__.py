"""The phenotype over HTTP."""
