"""Figures for the operator, as Prometheus reads them."""
