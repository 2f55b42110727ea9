"""Real PostgreSQL and Valkey from packages, for the demo and the tests; production brings its own servers.

`python -m pressoffice.embedded demo` runs the portal, `python -m pressoffice.embedded run COMMAND` gives a
command throw-away servers. Where DATABASE_URL or REDIS_URL is set, that server is used, not an embedded one.
"""
