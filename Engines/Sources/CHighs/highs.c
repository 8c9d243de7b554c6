#define _GNU_SOURCE
#include "highs.h"

#include <dlfcn.h>
#include <stdio.h>

int chighs_load(const char *path, CHighs *table, char *error, int length) {
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
        {&table->create, "Highs_create"},
        {&table->destroy, "Highs_destroy"},
        {&table->version, "Highs_version"},
        {&table->sizeofInt, "Highs_getSizeofHighsInt"},
        {&table->passMip, "Highs_passMip"},
        {&table->addRows, "Highs_addRows"},
        {&table->addCols, "Highs_addCols"},
        {&table->deleteRowsBySet, "Highs_deleteRowsBySet"},
        {&table->changeColBounds, "Highs_changeColBounds"},
        {&table->changeColCost, "Highs_changeColCost"},
        {&table->changeRowBounds, "Highs_changeRowBounds"},
        {&table->run, "Highs_run"},
        {&table->modelStatus, "Highs_getModelStatus"},
        {&table->getSolution, "Highs_getSolution"},
        {&table->setSolution, "Highs_setSolution"},
        {&table->getBasis, "Highs_getBasis"},
        {&table->setBasis, "Highs_setBasis"},
        {&table->doubleInfo, "Highs_getDoubleInfoValue"},
        {&table->intInfo, "Highs_getIntInfoValue"},
        {&table->int64Info, "Highs_getInt64InfoValue"},
        {&table->setBool, "Highs_setBoolOptionValue"},
        {&table->setInt, "Highs_setIntOptionValue"},
        {&table->setDouble, "Highs_setDoubleOptionValue"},
        {&table->setString, "Highs_setStringOptionValue"},
        {&table->zeroAllClocks, "Highs_zeroAllClocks"},
        {&table->setCallback, "Highs_setCallback"},
        {&table->startCallback, "Highs_startCallback"},
        {&table->callbackItem, "Highs_getCallbackDataOutItem"},
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
    void *probe = table->create();
    CHighsInt width = probe ? table->sizeofInt(probe) : 0;
    if (probe) table->destroy(probe);
    if (width != (CHighsInt)sizeof(CHighsInt)) {
        snprintf(error, (size_t)length, "%d", (int)width);
        dlclose(library);
        return -3;
    }
    return 0;
}
