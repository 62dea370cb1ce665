/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports for one request: which, whether whoever asks may see it, and the
 * table that the parameters of the address ask for; and the key figures of a
 * department.
 */
#ifndef SERVER_REPORT_RUN_H
#define SERVER_REPORT_RUN_H

#include "core/insight/key_figures.h"
#include "core/insight/report_cases.h"
#include "server/app.h"

struct report_run {
    const struct report *report;
    struct report_wish wish; /* as it was typed */
    struct report_ask ask;
    const struct report_facts *facts;
    struct report_table table;
    struct report_keeper *keeper; /* holds the facts; NULL: it does not */
};

/* May whoever sent the request see the report? */
bool report_run_may(const struct request *request, const struct report *report);
/* Count the report that {name} of the address names. ERR_NOT_FOUND when there
 * is none, ERR_PERMISSION when the role may not see it, or not by
 * customer or agent as it is asked for, ERR_UNAVAILABLE without
 * a case store; ERR_INPUT for a range or filter that makes no sense, after
 * which report, wish and facts are there all the same. report_run_end() must
 * follow in any case. */
SLV_MUST_CHECK enum slv_status report_run_begin(struct app *app,
                                                const struct request *request,
                                                struct report_run *out,
                                                struct slv_error *err);
void report_run_end(struct report_run *run);

/* May whoever has the rights see the cases behind the column's numbers? Work
 * and money of single cases are for those who may read the time of all. */
bool report_run_may_list(uint64_t rights, const struct report_column *column);
/* The cases behind the number that the parameters of the address choose. The
 * table is that of the number; what is said of report_run_begin() holds
 * else, with ERR_NOT_FOUND also for a number that there is not, and
 * ERR_PERMISSION also where report_run_may_list() says no. */
SLV_MUST_CHECK enum slv_status
report_run_list(struct app *app, const struct request *request, size_t limit,
                struct report_run *out, struct report_cases *cases,
                struct slv_error *err);

struct report_figures {
    struct key_figures figures;
    const struct report_facts *facts;
    struct report_keeper *keeper; /* holds the facts; NULL: it does not */
};

/* The department that {department} of the address names. ERR_NOT_FOUND when
 * there is none, ERR_PERMISSION for the page of another one, but to managers
 * and administrators. */
SLV_MUST_CHECK enum slv_status report_department(const struct request *request,
                                                 enum user_role *out,
                                                 struct slv_error *err);
/* May whoever sent the request see what every department sees? */
bool report_is_leader(const struct request *request);
/* The key figures of a department now. ERR_UNAVAILABLE without a case store, and
 * while it is read. report_figures_end() must follow in any case. */
SLV_MUST_CHECK enum slv_status
report_figures_begin(struct app *app, const struct request *request,
                     enum user_role department, struct report_figures *out,
                     struct slv_error *err);
void report_figures_end(struct report_figures *figures);

#endif
