// PlanText: A plan document in, its sections, targets, measures, units, deadlines and names out, each with its source span.
