#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "shmnative_layout.h"

/* A result that has to be looked at: a call that was refused has done nothing. */
#ifdef __cplusplus
#define SHM_NODISCARD [[nodiscard]]
#elif defined __GNUC__
#define SHM_NODISCARD __attribute__((warn_unused_result))
#else
#define SHM_NODISCARD
#endif
