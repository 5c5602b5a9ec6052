"""What the workbook is compared with, one file each.

A peer has ``serve(folder)``, a context that yields a running server; ``FIRST_TAP``, what a browser
taps and waits for; and ``Visitor``, who comes without a browser.
"""
