// The files that the browser gets, embedded in the program.
#pragma once
#include <stddef.h>

typedef struct {
    const char *name;
    const unsigned char *bytes;
    size_t count;
} yaolian_asset;

size_t yaolian_asset_count(void);
// The index must be below the count.
yaolian_asset yaolian_asset_at(size_t index);
