"""fundqa: reads fund and budget performance reports and writes down which of their numbers contradict each other."""
