// The part of the HiGHS C interface that the siting room uses, as a table of functions filled at run time.
//
// The library is opened by dlopen with RTLD_LOCAL, never linked: a missing solver is then a value with a sentence, not a
// process that does not start. Functions and their argument order follow HiGHS 1.15, interfaces/highs_c_api.h.
#ifndef YAOLIAN_HIGHS_H
#define YAOLIAN_HIGHS_H
#include <stdint.h>

// HighsInt of a library built without HIGHSINT64; chighs_load refuses any other.
typedef int32_t CHighsInt;

// What a callback may answer; only the first member's place is relied on.
typedef struct CHighsCallbackIn {
    int interrupt;
} CHighsCallbackIn;

typedef void (*CHighsCallback)(int kind, const char *message, const void *out, CHighsCallbackIn *in, void *context);

typedef struct CHighs {
    void *(*create)(void);
    void (*destroy)(void *highs);
    const char *(*version)(void);
    CHighsInt (*sizeofInt)(const void *highs);
    CHighsInt (*passMip)(
        void *highs, CHighsInt columns, CHighsInt rows, CHighsInt nonzeros, CHighsInt format, CHighsInt sense, double offset,
        const double *cost, const double *columnLower, const double *columnUpper, const double *rowLower, const double *rowUpper,
        const CHighsInt *start, const CHighsInt *index, const double *value, const CHighsInt *integrality);
    CHighsInt (*addRows)(
        void *highs, CHighsInt count, const double *lower, const double *upper, CHighsInt nonzeros, const CHighsInt *start,
        const CHighsInt *index, const double *value);
    CHighsInt (*addCols)(
        void *highs, CHighsInt count, const double *cost, const double *lower, const double *upper, CHighsInt nonzeros,
        const CHighsInt *start, const CHighsInt *index, const double *value);
    CHighsInt (*deleteRowsBySet)(void *highs, CHighsInt count, const CHighsInt *rows);
    CHighsInt (*changeColBounds)(void *highs, CHighsInt column, double lower, double upper);
    CHighsInt (*changeColCost)(void *highs, CHighsInt column, double cost);
    CHighsInt (*changeRowBounds)(void *highs, CHighsInt row, double lower, double upper);
    CHighsInt (*run)(void *highs);
    CHighsInt (*modelStatus)(const void *highs);
    CHighsInt (*getSolution)(const void *highs, double *column, double *columnDual, double *row, double *rowDual);
    CHighsInt (*setSolution)(void *highs, const double *column, const double *row, const double *columnDual, const double *rowDual);
    CHighsInt (*getBasis)(const void *highs, CHighsInt *column, CHighsInt *row);
    CHighsInt (*setBasis)(void *highs, const CHighsInt *column, const CHighsInt *row);
    CHighsInt (*doubleInfo)(const void *highs, const char *name, double *value);
    CHighsInt (*intInfo)(const void *highs, const char *name, CHighsInt *value);
    CHighsInt (*int64Info)(const void *highs, const char *name, int64_t *value);
    CHighsInt (*setBool)(void *highs, const char *option, CHighsInt value);
    CHighsInt (*setInt)(void *highs, const char *option, CHighsInt value);
    CHighsInt (*setDouble)(void *highs, const char *option, double value);
    CHighsInt (*setString)(void *highs, const char *option, const char *value);
    CHighsInt (*zeroAllClocks)(const void *highs);
    CHighsInt (*setCallback)(void *highs, CHighsCallback callback, void *context);
    CHighsInt (*startCallback)(void *highs, CHighsInt kind);
    const void *(*callbackItem)(const void *out, const char *name);
} CHighs;

// Opens the library at `path` and fills the table. 0, or: -1 the file cannot be opened, -2 a function is missing,
// -3 its integers are not 32 bits wide. `error` then holds the words of the loader, the function's name, or the width.
int chighs_load(const char *path, CHighs *table, char *error, int length);

#endif
