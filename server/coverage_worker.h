/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeps the gaps (core/insight/coverage.h) in step with the cases: a thread
 * works them out anew when cases have changed, at once when it starts and then
 * at most every COVERAGE_EVERY_S; in between, whoever asks gives new cases their
 * gap first.
 *
 * Threads: coverage_worker_catch_up() may be called by any.
 */
#ifndef SERVER_COVERAGE_WORKER_H
#define SERVER_COVERAGE_WORKER_H

#include "solvent/status.h"

struct app;
struct coverage_worker;

enum { COVERAGE_EVERY_S = 300 };

/* The app's stores stay open until the worker is freed. */
struct coverage_worker *coverage_worker_new(struct app *app);
void coverage_worker_free(struct coverage_worker *worker); /* NULL is allowed */

/* Give the cases that came since their gaps. Works without a thread. */
SLV_MUST_CHECK enum slv_status coverage_worker_catch_up(struct app *app,
                                                        struct slv_error *err);

#endif
