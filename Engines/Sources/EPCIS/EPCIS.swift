// EPCIS: Traceability events: codecs, validation, event hash, queries, and the rules behind trace and recall.
