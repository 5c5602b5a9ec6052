"""The workbook as one of a JupyterHub's servers: where it stands, who signs in, what the hub hears.

Only ``accounts`` imports JupyterHub, and only a server that a hub started imports ``accounts``.
"""
