#define _GNU_SOURCE
#include "cbc.h"

#include <dlfcn.h>
#include <stdio.h>

int ccbc_load(const char *path, CCbc *table, char *error, int length) {
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (!library) {
        const char *words = dlerror();
        snprintf(error, (size_t)length, "%s", words ? words : path);
        return -1;
    }
    const struct {
        void *slot;
        const char *name;
    } functions[] = {
        {&table->newModel, "Cbc_newModel"},
        {&table->deleteModel, "Cbc_deleteModel"},
        {&table->version, "Cbc_getVersion"},
        {&table->loadProblem, "Cbc_loadProblem"},
        {&table->setObjSense, "Cbc_setObjSense"},
        {&table->setInteger, "Cbc_setInteger"},
        {&table->setParameter, "Cbc_setParameter"},
        {&table->setMIPStartI, "Cbc_setMIPStartI"},
        {&table->solve, "Cbc_solve"},
        {&table->status, "Cbc_status"},
        {&table->isProvenOptimal, "Cbc_isProvenOptimal"},
        {&table->isProvenInfeasible, "Cbc_isProvenInfeasible"},
        {&table->isContinuousUnbounded, "Cbc_isContinuousUnbounded"},
        {&table->numberSavedSolutions, "Cbc_numberSavedSolutions"},
        {&table->colSolution, "Cbc_getColSolution"},
        {&table->reducedCost, "Cbc_getReducedCost"},
        {&table->objValue, "Cbc_getObjValue"},
        {&table->bestPossible, "Cbc_getBestPossibleObjValue"},
        {&table->nodeCount, "Cbc_getNodeCount"},
    };
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        void *found = dlsym(library, functions[i].name);
        if (!found) {
            snprintf(error, (size_t)length, "%s", functions[i].name);
            dlclose(library);
            return -2;
        }
        *(void **)functions[i].slot = found;
    }
    return 0;
}
