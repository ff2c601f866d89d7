/*
 * The functions that run no managed code: they work where the library does not. Their declarations, with the
 * documentation that becomes the header's, are in the C# sources like all others ([DllImport]).
 */
#include "Entry.h"
#include <string.h>

size_t managed_last_error(char *buffer, size_t size);

EXPORTED int shm_version(void)
{
    return SHM_VERSION;
}

EXPORTED const char *shm_version_string(void)
{
    return PROJECT_VERSION;
}

EXPORTED int shm_layout_version(void)
{
    return SHM_LAYOUT_VERSION;
}

EXPORTED const char *shm_status_string(int status)
{
    const char *text = library_status(status < 0 ? status : SHM_OK);
    if (text != NULL)
        return text;
    return status < -4095 ? "unknown status" : strerror(-status);
}

EXPORTED size_t shm_last_error(char *buffer, size_t size)
{
    if (library_runs())
        return managed_last_error(buffer, size);
    const char *text = library_refusal();
    const size_t length = strlen(text), fits = length < size ? length : size - 1;
    if (buffer != NULL && size > 0) {
        memcpy(buffer, text, fits);
        buffer[fits] = '\0';
    }
    return length;
}
