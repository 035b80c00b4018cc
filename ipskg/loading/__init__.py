"""Review folders put into stores: `disk` fills a store on disk, `endpoint` a server.

The Turtle files are the truth, and a store is a copy of them that can be made anew.
"""
