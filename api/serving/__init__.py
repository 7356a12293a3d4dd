"""What stands between the server and the routes: who may ask, in which order, what is kept,
what is counted and written down."""
