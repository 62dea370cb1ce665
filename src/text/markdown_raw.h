/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Raw HTML between Markdown: turned into the same events as Markdown, with
 * harmless tags only and always balanced. Private to the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_RAW_H
#define TEXT_MARKDOWN_RAW_H

#include "base/strbuf.h"
#include "text/markdown_event.h"
#include "text/markdown_tag.h"

enum { RAW_OPEN_MAX = 64 };

struct markdown_raw {
    markdown_event_fn *fn;
    void *context;
    /* Kept by the walker: how many containers are open, how many when the
     * present paragraph, heading or cell was entered (0 outside of one), and
     * how many links are open. */
    size_t depth;
    size_t leaf_depth;
    bool is_leaf_heading;
    size_t link_count;
    int line;
    /* Kept by this module: tags that wait for their end. */
    struct {
        const struct markdown_tag *tag;
        size_t depth;
    } open[RAW_OPEN_MAX];
    size_t open_count;
    bool is_link_open;                 /* an <a> is among them */
    const struct markdown_tag *hidden; /* content is left out until its end */
    size_t hidden_depth;
    bool may_hide; /* the end of what is hidden is known to come */
    struct strbuf scratch;
};

void raw_init(struct markdown_raw *raw, markdown_event_fn *fn, void *context);
void raw_release(struct markdown_raw *raw);

/* A block of raw HTML. What a <script> or <style> holds is left out, unless
 * its end is missing: then it was meant as text. */
void raw_feed_block(struct markdown_raw *raw, struct str html);
/* One tag within running text. `has_end` says whether the end of what
 * raw_hides() names follows; without it the tag is shown as text. */
void raw_feed_inline(struct markdown_raw *raw, struct str html, bool has_end);
/* Name of the tag in `html` whose content is to be left out; NULL: none. */
const char *raw_hides(struct str html);

/* The container at the present depth is about to be left: end what was begun
 * in it. Call before its own event and before `depth` goes down. */
void raw_leave(struct markdown_raw *raw);

/* A block of Markdown begins: end what cannot contain one. */
void raw_before_block(struct markdown_raw *raw);

/* Tell the event, unless it stands in hidden content. */
void raw_emit(struct markdown_raw *raw, const struct markdown_event *event);

#endif
