"""What the workbook is compared with, one file each.

A peer has ``server(folder)``, which makes a server that is not started yet; ``FIRST_TAP``, what a
browser taps and waits for; and ``Visitor``, who comes without a browser.
"""
