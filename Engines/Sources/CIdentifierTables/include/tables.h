#pragma once
#include <stddef.h>

/// The division codes, Content/identifiers/regions.txt.
const char *yl_regions(size_t *length);

/// The GS1 application identifiers and the ISO codes they need, Content/identifiers/application-identifiers.txt.
const char *yl_application_identifiers(size_t *length);

/// The words of the Core Business Vocabulary, Content/identifiers/core-business-vocabulary.txt.
const char *yl_core_business_vocabulary(size_t *length);
