// The content files that an identifier cannot be read without, compiled in byte for byte, so that the engine opens no file.
#include "include/tables.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const char regions[] = {
#embed "../../../Content/identifiers/regions.txt"
};

static const char application_identifiers[] = {
#embed "../../../Content/identifiers/application-identifiers.txt"
};

const char *yl_regions(size_t *length) {
    *length = sizeof regions;
    return regions;
}

const char *yl_application_identifiers(size_t *length) {
    *length = sizeof application_identifiers;
    return application_identifiers;
}
