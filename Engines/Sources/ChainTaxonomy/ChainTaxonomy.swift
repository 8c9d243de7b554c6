// ChainTaxonomy: Industry chains, their stages and nodes; firms labelled from their scope text.
