// The part of the CBC C interface that the siting room uses, as a table of functions filled at run time.
//
// Debian's coinor-libcbc3 (EPL-2.0) is opened by dlopen with RTLD_LOCAL, never linked. Functions and their argument order
// follow CBC 2.10, Cbc_C_Interface.h.
#ifndef YAOLIAN_CBC_H
#define YAOLIAN_CBC_H

typedef struct CCbc {
    void *(*newModel)(void);
    void (*deleteModel)(void *model);
    const char *(*version)(void);
    void (*loadProblem)(
        void *model, int columns, int rows, const int *start, const int *index, const double *value, const double *columnLower,
        const double *columnUpper, const double *cost, const double *rowLower, const double *rowUpper);
    void (*setObjSense)(void *model, double sense);
    void (*setInteger)(void *model, int column);
    void (*setParameter)(void *model, const char *name, const char *value);
    void (*setMIPStartI)(void *model, int count, const int *columns, const double *values);
    int (*solve)(void *model);
    int (*status)(void *model);
    int (*isProvenOptimal)(void *model);
    int (*isProvenInfeasible)(void *model);
    int (*isContinuousUnbounded)(void *model);
    int (*numberSavedSolutions)(void *model);
    const double *(*colSolution)(void *model);
    const double *(*reducedCost)(void *model);
    double (*objValue)(void *model);
    double (*bestPossible)(void *model);
    int (*nodeCount)(void *model);
} CCbc;

// Opens the library at `path` and fills the table. 0, or: -1 the file cannot be opened, -2 a function is missing; `error`
// then holds the words of the loader, or the function's name.
int ccbc_load(const char *path, CCbc *table, char *error, int length);

#endif
