"""Measurements of the workbook beside other ways to serve such a page: `make bench`."""
