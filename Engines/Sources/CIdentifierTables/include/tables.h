#pragma once
#include <stddef.h>

/// The division codes, Content/identifiers/regions.txt.
const char *yl_regions(size_t *length);

/// The GS1 application identifiers and the ISO codes they need, Content/identifiers/application-identifiers.txt.
const char *yl_application_identifiers(size_t *length);
