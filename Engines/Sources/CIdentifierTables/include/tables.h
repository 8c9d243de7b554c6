#pragma once
#include <stddef.h>

/// The division codes, Content/identifiers/regions.txt.
const char *yl_regions(size_t *length);
