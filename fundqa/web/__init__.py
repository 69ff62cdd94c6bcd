"""The web desk: self-check before submission for counties, review after it, on one machine and offline."""
