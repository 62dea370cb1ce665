/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What customers see of their own cases: the list, and one case without what is
 * for staff alone (notes, links, owner, clocks).
 */
#ifndef SERVER_PAGES_MY_CASES_VIEW_H
#define SERVER_PAGES_MY_CASES_VIEW_H

#include "server/pages/desk.h"
#include "store/attachment_store.h"
#include "store/case_queue.h"

struct strbuf;

enum { MY_CASES_MAX = 100 };

struct my_cases_view {
    struct desk desk;
    const struct case_queue_row *rows;
    size_t row_count;
};

struct my_case_view {
    struct desk desk;
    const struct case_record *record;
    const struct attachment *files; /* none that is for staff alone */
    size_t file_count;
    struct str answer; /* as typed, when it is shown again */
    bool has_files;    /* came with it, and have to be chosen again */
    struct str mistake;
    struct str done;
};

void my_cases_view_write(struct strbuf *out, const struct my_cases_view *view);
void my_case_view_write(struct strbuf *out, const struct my_case_view *view);

#endif
