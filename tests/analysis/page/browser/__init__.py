"""The page in a browser: a package, so that what is tested in it shares one."""
