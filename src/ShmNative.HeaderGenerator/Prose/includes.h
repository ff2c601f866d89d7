#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "shmnative_layout.h"

/* Functions of these headers: one of each in C++, one for each file in C. */
#ifdef __cplusplus
#define SHM_INLINE inline
#else
#define SHM_INLINE static inline
#endif

/* A result that has to be looked at: a call that was refused has done nothing. */
#ifdef __cplusplus
#define SHM_NODISCARD [[nodiscard]]
#elif defined __GNUC__
#define SHM_NODISCARD __attribute__((warn_unused_result))
#else
#define SHM_NODISCARD
#endif
