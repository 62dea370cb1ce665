/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the pages of the desk share: their shell, labels, times, hidden fields,
 * and the list of likely articles. All functions append to `out`.
 */
#ifndef SERVER_PAGES_DESK_H
#define SERVER_PAGES_DESK_H

#include "server/likely.h"
#include "server/pages/layout.h"
#include "server/pages/visitor.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stdint.h>

struct strbuf;

enum { DESK_SEVERITIES_MAX = 5 };

/* What every page of the desk knows. */
struct desk {
    const struct site *site;
    const struct visitor *visitor;
    uint64_t rights; /* of whoever looks at it */
    int64_t now_unix_s;
    struct str severities[DESK_SEVERITIES_MAX]; /* names, 1 first */
    size_t severity_count;
    uint64_t file_bytes_max; /* of one that is attached; 0: none can be */
    struct str file_types;   /* endings, as the configuration has them */
};

/* Begin and end a page of the desk. */
void desk_begin(struct strbuf *out, const struct desk *desk, struct str title);
/* The same with one more style sheet, such as "settings.css". */
void desk_begin_look(struct strbuf *out, const struct desk *desk,
                     struct str title, const char *look);
void desk_end(struct strbuf *out, const struct desk *desk);

/* <time>: "3 minutes ago", with the exact time in the markup and as a title. */
void desk_ago(struct strbuf *out, const struct desk *desk, int64_t unix_s);
/* "2 h 5 min" */
void desk_minutes(struct strbuf *out, int minutes);
/* <span class="state ...">open</span> */
void desk_state(struct strbuf *out, enum case_state state);
/* <span class="severity s1">Critical</span>; "No severity" for 0. */
void desk_severity(struct strbuf *out, const struct desk *desk, int severity);
/* "/cases/1001", ready for an attribute. */
void desk_case_url(struct strbuf *out, struct str number);
/* A sentence on top that needs attention; nothing when it is empty. */
void desk_mistake(struct strbuf *out, struct str sentence);
/* A sentence that says what was done; nothing when it is empty. */
void desk_done(struct strbuf *out, struct str sentence);
/* <option value="..." selected>text</option> */
void desk_option(struct strbuf *out, struct str value, struct str text,
                 bool is_selected);

/* What the list of likely articles is for. */
enum desk_likely_use {
    LIKELY_TO_READ,  /* links alone: no case is open yet */
    LIKELY_TO_ANSWER /* with buttons of the forms "~answer" and "~link" */
};
/* <div id="~likely">...</div>, exchanged as a whole by desk.js. */
void desk_likely(struct strbuf *out, const struct likely *likely,
                 enum desk_likely_use use);

#endif
