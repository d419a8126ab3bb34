"""The sheet as one web page: no network, no build step, readable without JavaScript."""
