"""The kinds of report, a module each: see `ipskg.reports`."""
