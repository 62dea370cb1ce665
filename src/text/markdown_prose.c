/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The prose of an article, made from the events of its Markdown.
 */
#include "text/markdown_prose.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/markdown_event.h"

#include <stdlib.h>
#include <string.h>

enum { LISTS_DEEP_MAX = 64 };

struct place {
    size_t list;
    size_t item;
    bool is_ordered;
    bool has_block; /* the item has one already */
};

struct gatherer {
    struct arena *arena;
    struct prose_block *blocks;
    size_t count;
    size_t capacity;
    struct strbuf text;
    struct prose_block open;
    bool is_open;
    struct place places[LISTS_DEEP_MAX];
    size_t depth; /* of lists; those too deep are counted, not kept */
    size_t list_count;
    size_t item_count;
    unsigned quotes;
    unsigned images;
    unsigned addresses;
};

static struct place *place_of(struct gatherer *gatherer)
{
    size_t depth = gatherer->depth;

    if (depth == 0)
        return NULL;
    return &gatherer->places[depth < LISTS_DEEP_MAX ? depth - 1
                                                    : LISTS_DEEP_MAX - 1];
}

static void open_block(struct gatherer *gatherer, enum prose_kind kind,
                       const struct markdown_event *event)
{
    struct place *place = place_of(gatherer);

    gatherer->open = (struct prose_block){
        .kind = kind, .line = event->line, .is_quoted = gatherer->quotes > 0};
    if (kind == PROSE_HEADING)
        gatherer->open.level = event->level;
    if (place) {
        gatherer->open.list = place->list;
        gatherer->open.item = place->item;
        gatherer->open.is_ordered = place->is_ordered;
        gatherer->open.is_first = !place->has_block;
        place->has_block = true;
    }
    strbuf_clear(&gatherer->text);
    gatherer->is_open = true;
}

static void keep_block(struct gatherer *gatherer)
{
    gatherer->blocks =
        alloc_grow(gatherer->blocks, gatherer->count, &gatherer->capacity,
                   sizeof(struct prose_block));
    gatherer->blocks[gatherer->count++] = gatherer->open;
}

static void close_block(struct gatherer *gatherer)
{
    if (!gatherer->is_open)
        return;
    gatherer->is_open = false;
    if (gatherer->text.overflowed)
        return;
    gatherer->open.text =
        arena_str(gatherer->arena, strbuf_str(&gatherer->text));
    keep_block(gatherer);
}

static void take_text(struct gatherer *gatherer, struct str text)
{
    if (gatherer->is_open && !gatherer->images && !gatherer->addresses)
        strbuf_add_str(&gatherer->text, text);
}

static void take_gap(struct gatherer *gatherer)
{
    if (gatherer->is_open && !gatherer->images)
        strbuf_add_char(&gatherer->text, PROSE_GAP);
}

static void take_edge(struct gatherer *gatherer)
{
    if (gatherer->is_open && !gatherer->images)
        strbuf_add_char(&gatherer->text, PROSE_EDGE);
}

static void take_list(struct gatherer *gatherer,
                      const struct markdown_event *event)
{
    struct place *place;

    if (!event->is_enter) {
        gatherer->depth--;
        return;
    }
    gatherer->depth++;
    place = place_of(gatherer);
    SLV_ASSERT(place);
    *place = (struct place){.list = ++gatherer->list_count,
                            .is_ordered = event->is_ordered};
}

static void take_item(struct gatherer *gatherer,
                      const struct markdown_event *event)
{
    struct place *place = place_of(gatherer);

    if (!event->is_enter || !place)
        return;
    place->item = ++gatherer->item_count;
    place->has_block = false;
}

static void take_code_block(struct gatherer *gatherer,
                            const struct markdown_event *event)
{
    open_block(gatherer, PROSE_CODE, event);
    close_block(gatherer);
}

static void take_container(struct gatherer *gatherer, enum prose_kind kind,
                           const struct markdown_event *event)
{
    if (event->is_enter)
        open_block(gatherer, kind, event);
    else
        close_block(gatherer);
}

static void take_image(struct gatherer *gatherer, bool is_enter)
{
    if (is_enter) {
        take_gap(gatherer);
        gatherer->images++;
    } else {
        gatherer->images--;
    }
}

/* A link whose label is its address. */
static void take_link(struct gatherer *gatherer,
                      const struct markdown_event *event)
{
    if (event->is_enter && (event->is_automatic || gatherer->addresses)) {
        if (!gatherer->addresses)
            take_gap(gatherer);
        gatherer->addresses++;
    } else if (!event->is_enter && gatherer->addresses) {
        gatherer->addresses--;
    }
}

static void take_event(void *context, const struct markdown_event *event)
{
    struct gatherer *gatherer = context;

    switch (event->kind) {
    case MARKDOWN_PARAGRAPH:
        take_container(gatherer, PROSE_PARAGRAPH, event);
        break;
    case MARKDOWN_HEADING:
        take_container(gatherer, PROSE_HEADING, event);
        break;
    case MARKDOWN_CELL:
        take_container(gatherer, PROSE_CELL, event);
        break;
    case MARKDOWN_LIST:
        take_list(gatherer, event);
        break;
    case MARKDOWN_ITEM:
        take_item(gatherer, event);
        break;
    case MARKDOWN_QUOTE:
    case MARKDOWN_CALLOUT:
        gatherer->quotes += event->is_enter ? 1U : ~0U;
        break;
    case MARKDOWN_IMAGE:
        take_image(gatherer, event->is_enter);
        break;
    case MARKDOWN_LINK:
        take_link(gatherer, event);
        break;
    case MARKDOWN_TEXT:
        take_text(gatherer, event->text);
        break;
    case MARKDOWN_CODE:
        take_gap(gatherer);
        break;
    case MARKDOWN_CODE_BLOCK:
        take_code_block(gatherer, event);
        break;
    case MARKDOWN_SOFT_BREAK:
    case MARKDOWN_LINE_BREAK:
        take_text(gatherer, STR("\n"));
        break;
    case MARKDOWN_EMPHASIS:
    case MARKDOWN_STRONG:
        take_edge(gatherer);
        break;
    case MARKDOWN_TABLE:
    case MARKDOWN_ROW:
    case MARKDOWN_STRIKE:
    case MARKDOWN_RAW:
    case MARKDOWN_RULE:
    case MARKDOWN_GAP:
    case MARKDOWN_ANCHOR:
        break;
    }
}

void markdown_prose(struct str clean, struct arena *arena, struct prose *out)
{
    struct gatherer gatherer = {.arena = arena};

    strbuf_init(&gatherer.text, PROSE_BLOCK_BYTES_MAX);
    markdown_walk(clean, take_event, &gatherer);
    out->count = gatherer.count;
    out->blocks = arena_calloc(arena, gatherer.count, sizeof *out->blocks);
    if (gatherer.count)
        memcpy(out->blocks, gatherer.blocks,
               gatherer.count * sizeof *out->blocks);
    free(gatherer.blocks);
    strbuf_release(&gatherer.text);
}
