// The content files that an identifier cannot be read without, compiled in byte for byte, so that the engine opens no file.
#include "include/tables.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char regions[] = {
#embed "../../../Content/identifiers/regions.txt"
};

static const char application_identifiers[] = {
#embed "../../../Content/identifiers/application-identifiers.txt"
};

static const char core_business_vocabulary[] = {
#embed "../../../Content/identifiers/core-business-vocabulary.txt"
};

const char *yl_regions(size_t *length) {
    *length = sizeof regions;
    return regions;
}

const char *yl_application_identifiers(size_t *length) {
    *length = sizeof application_identifiers;
    return application_identifiers;
}

const char *yl_core_business_vocabulary(size_t *length) {
    *length = sizeof core_business_vocabulary;
    return core_business_vocabulary;
}
