// Decimals: Exact decimal numbers of 34 digits, shared by FEEL and money.
