/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The outline of an article, made from the events of its Markdown: plain text,
 * sections with their anchors, links. Knows nothing of HTML output.
 */
#include "text/markdown.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "text/markdown_anchor.h"
#include "text/markdown_event.h"
#include "text/markdown_plain.h"
#include "text/markdown_tag.h"

#include <stdlib.h>
#include <string.h>

enum {
    PLAIN_BYTES_MAX = 64 * 1024 * 1024,
    LABEL_BYTES_MAX = 1024 * 1024,
    TITLE_BYTES_MAX = 1024 * 1024
};

/* A growing list that ends in the arena. */
struct list {
    void *items;
    size_t count;
    size_t capacity;
    size_t item_size;
};

struct outliner {
    struct arena *arena;
    struct anchor_set anchors;
    struct plain body;
    struct plain title;       /* of the heading that is open */
    struct strbuf title_text; /* the same as written, for the anchor */
    struct plain link_label;
    struct plain image_label;
    struct list sections;
    struct list links;
    struct list names; /* anchors of raw HTML */
    size_t link_index;
    size_t image_index;
    bool in_heading;
    bool in_cell; /* a row of a table stays on one line */
    bool in_pre;  /* a raw <pre>: its lines stay lines */
    bool in_link;
    bool in_image;
};

static void *list_add(struct list *list)
{
    char *item;

    list->items =
        alloc_grow(list->items, list->count, &list->capacity, list->item_size);
    item = (char *) list->items + list->count++ * list->item_size;
    memset(item, 0, list->item_size);
    return item;
}

static void *list_keep(struct list *list, struct arena *arena, size_t *count)
{
    void *kept = arena_calloc(arena, list->count, list->item_size);

    if (list->count)
        memcpy(kept, list->items, list->count * list->item_size);
    *count = list->count;
    free(list->items);
    return kept;
}

static struct markdown_section *last_section(struct outliner *outliner)
{
    struct markdown_section *sections = outliner->sections.items;

    return &sections[outliner->sections.count - 1];
}

static struct markdown_link *link_at(struct outliner *outliner, size_t index)
{
    return &((struct markdown_link *) outliner->links.items)[index];
}

/* --- sections --- */

static void begin_section(struct outliner *outliner, int level, int line)
{
    struct plain *body = &outliner->body;
    struct markdown_section *section;

    if (outliner->sections.count > 0) {
        section = last_section(outliner);
        section->text_end = body->text.len;
        /* nothing stands before the first heading: no section for it */
        if (section->level == 0 && section->text_end == 0)
            outliner->sections.count = 0;
    }
    if (body->text.len > body->begin)
        strbuf_add_char(&body->text, '\n');
    body->begin = body->text.len;
    body->gap = PLAIN_NONE;
    section = list_add(&outliner->sections);
    section->level = level;
    section->line = line;
    section->text_begin = body->text.len;
}

static void enter_heading(struct outliner *outliner,
                          const struct markdown_event *event)
{
    begin_section(outliner, event->level, event->line);
    plain_clear(&outliner->title);
    strbuf_clear(&outliner->title_text);
    outliner->in_heading = true;
}

static void leave_heading(struct outliner *outliner)
{
    struct markdown_section *section = last_section(outliner);

    section->title =
        arena_str(outliner->arena, strbuf_str(&outliner->title.text));
    section->anchor =
        anchor_add(&outliner->anchors, strbuf_str(&outliner->title_text));
    outliner->in_heading = false;
}

/* --- text --- */

static void add_text(struct outliner *outliner, struct str text)
{
    plain_add(outliner->in_heading ? &outliner->title : &outliner->body, text);
    if (outliner->in_heading && !outliner->in_image)
        strbuf_add_str(&outliner->title_text, text);
    if (outliner->in_link)
        plain_add(&outliner->link_label, text);
    if (outliner->in_image)
        plain_add(&outliner->image_label, text);
}

static void add_gap(struct outliner *outliner, enum plain_gap gap)
{
    if (outliner->in_heading)
        plain_gap(&outliner->title, PLAIN_SPACE);
    else
        plain_gap(&outliner->body, outliner->in_cell ? PLAIN_SPACE : gap);
    if (outliner->in_link)
        plain_gap(&outliner->link_label, PLAIN_SPACE);
    if (outliner->in_image)
        plain_gap(&outliner->image_label, PLAIN_SPACE);
}

static void add_pre(struct outliner *outliner, struct str text)
{
    while (text.len > 0) {
        bool ends_line = str_find_char(text, '\n') < text.len;

        add_text(outliner, str_take_line(&text));
        if (ends_line)
            add_gap(outliner, PLAIN_LINE);
    }
}

static void take_raw(struct outliner *outliner,
                     const struct markdown_event *event)
{
    const struct markdown_tag *tag = event->tag;

    if (str_equal(str_from(tag->name), STR("pre")))
        outliner->in_pre = event->is_enter;
    if (tag->flags & TAG_NEEDS_ROW)
        add_gap(outliner, PLAIN_TAB);
    else if (tag->group == TAG_FLOW || (tag->flags & TAG_VOID))
        add_gap(outliner, PLAIN_LINE);
}

/* --- links --- */

static void enter_link(struct outliner *outliner,
                       const struct markdown_event *event, bool is_image)
{
    struct markdown_link *link;

    if (is_image && outliner->in_image)
        return; /* an image in an alternative text is only words */
    link = list_add(&outliner->links);
    link->target = arena_str(outliner->arena, event->text);
    link->is_image = is_image;
    link->line = event->line;
    if (is_image) {
        outliner->in_image = true;
        outliner->image_index = outliner->links.count - 1;
        plain_clear(&outliner->image_label);
    } else {
        outliner->in_link = true;
        outliner->link_index = outliner->links.count - 1;
        plain_clear(&outliner->link_label);
    }
}

static void leave_link(struct outliner *outliner, bool is_image)
{
    struct plain *label =
        is_image ? &outliner->image_label : &outliner->link_label;
    bool *is_open = is_image ? &outliner->in_image : &outliner->in_link;

    if (!*is_open)
        return;
    *is_open = false;
    link_at(outliner, is_image ? outliner->image_index : outliner->link_index)
        ->label = arena_str(outliner->arena, strbuf_str(&label->text));
}

/* --- events --- */

static void take_event(void *context, const struct markdown_event *event)
{
    struct outliner *outliner = context;

    switch (event->kind) {
    case MARKDOWN_TEXT:
    case MARKDOWN_CODE:
        if (outliner->in_pre)
            add_pre(outliner, event->text);
        else
            add_text(outliner, event->text);
        break;
    case MARKDOWN_SOFT_BREAK:
        if (outliner->in_heading)
            strbuf_add_char(&outliner->title_text, ' ');
        add_gap(outliner, PLAIN_SPACE);
        break;
    case MARKDOWN_HEADING:
        if (event->is_enter)
            enter_heading(outliner, event);
        else
            leave_heading(outliner);
        break;
    case MARKDOWN_CELL:
        outliner->in_cell = event->is_enter;
        plain_gap(&outliner->body, PLAIN_TAB);
        break;
    case MARKDOWN_CODE_BLOCK:
        plain_add_lines(&outliner->body, event->text);
        break;
    case MARKDOWN_LINK:
    case MARKDOWN_IMAGE:
        if (event->is_enter)
            enter_link(outliner, event, event->kind == MARKDOWN_IMAGE);
        else
            leave_link(outliner, event->kind == MARKDOWN_IMAGE);
        break;
    case MARKDOWN_RAW:
        take_raw(outliner, event);
        break;
    case MARKDOWN_ANCHOR:
        *(struct str *) list_add(&outliner->names) =
            arena_str(outliner->arena, event->text);
        break;
    case MARKDOWN_EMPHASIS:
    case MARKDOWN_STRONG:
    case MARKDOWN_STRIKE:
        break;
    case MARKDOWN_PARAGRAPH:
    case MARKDOWN_QUOTE:
    case MARKDOWN_CALLOUT:
    case MARKDOWN_LIST:
    case MARKDOWN_ITEM:
    case MARKDOWN_TABLE:
    case MARKDOWN_ROW:
    case MARKDOWN_RULE:
    case MARKDOWN_LINE_BREAK:
    case MARKDOWN_GAP:
        add_gap(outliner, PLAIN_LINE);
        break;
    }
}

void markdown_outline(struct str clean, struct arena *arena,
                      struct markdown_outline *out)
{
    struct outliner outliner = {.arena = arena, .anchors = {.arena = arena}};

    plain_init(&outliner.body, PLAIN_BYTES_MAX);
    plain_init(&outliner.title, TITLE_BYTES_MAX);
    strbuf_init(&outliner.title_text, TITLE_BYTES_MAX);
    plain_init(&outliner.link_label, LABEL_BYTES_MAX);
    plain_init(&outliner.image_label, LABEL_BYTES_MAX);
    outliner.sections.item_size = sizeof(struct markdown_section);
    outliner.links.item_size = sizeof(struct markdown_link);
    outliner.names.item_size = sizeof(struct str);

    begin_section(&outliner, 0, 0);
    markdown_walk(clean, take_event, &outliner);
    last_section(&outliner)->text_end = outliner.body.text.len;

    out->text = arena_str(arena, strbuf_str(&outliner.body.text));
    out->sections = list_keep(&outliner.sections, arena, &out->section_count);
    out->links = list_keep(&outliner.links, arena, &out->link_count);
    out->anchors.items = list_keep(&outliner.names, arena, &out->anchors.count);
    plain_release(&outliner.body);
    plain_release(&outliner.title);
    strbuf_release(&outliner.title_text);
    plain_release(&outliner.link_label);
    plain_release(&outliner.image_label);
}
