// Complexity: What a region is good at, what is near to it and what is missing: regional science, with named conventions.
