// FEEL: Expressions of DMN: parsed once, names resolved to slots, evaluated in specification or strict mode.
