// Identifiers: Codes that name firms, medicines, devices, trials, places and things: parse, check, normalise.
