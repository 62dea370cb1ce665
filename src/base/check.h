/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Assertions on our own promises. They stay on in release builds: a broken
 * promise prints its place and aborts rather than go on with wrong data.
 */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#ifdef __cplusplus
extern "C" {
#endif

#define SLV_ASSERT(condition) \
    ((condition) ? (void) 0 : check_failed(#condition, __FILE__, __LINE__))

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

/* Print the place on stderr and abort. Never returns. */
__attribute__((noreturn)) void check_failed(const char *condition,
                                            const char *file, int line);

#ifdef __cplusplus
}
#endif
#endif
