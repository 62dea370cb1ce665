/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A stack of the raw tags that are open, each with the depth of the Markdown
 * container it was opened in. A tag is ended at the latest with that container,
 * and an end tag closes nothing outside of it, so whatever an article holds, the
 * page around it stays whole. Which tags exist is in markdown_tag.c.
 */
#include "text/markdown_raw.h"

#include "base/str.h"

enum { SCRATCH_BYTES_MAX = 64 * 1024 * 1024 };

void raw_init(struct markdown_raw *raw, markdown_event_fn *fn, void *context)
{
    raw->fn = fn;
    raw->context = context;
    raw->depth = 0;
    raw->leaf_depth = 0;
    raw->is_leaf_heading = false;
    raw->link_count = 0;
    raw->line = 0;
    raw->open_count = 0;
    raw->is_link_open = false;
    raw->hidden = NULL;
    raw->hidden_depth = 0;
    strbuf_init(&raw->scratch, SCRATCH_BYTES_MAX);
}

void raw_release(struct markdown_raw *raw)
{
    strbuf_release(&raw->scratch);
}

void raw_emit(struct markdown_raw *raw, const struct markdown_event *event)
{
    if (!raw->hidden)
        raw->fn(raw->context, event);
}

static void emit_text(struct markdown_raw *raw, struct str text)
{
    if (text.len > 0)
        raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_TEXT,
                                               .is_enter = true,
                                               .line = raw->line,
                                               .text = text});
}

static void emit_gap(struct markdown_raw *raw)
{
    raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_GAP,
                                           .is_enter = true,
                                           .line = raw->line});
}

static void emit_tag(struct markdown_raw *raw, const struct markdown_tag *tag,
                     bool is_enter)
{
    raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_RAW,
                                           .is_enter = is_enter,
                                           .line = raw->line,
                                           .tag = tag});
}

/* --- the stack --- */

static const struct markdown_tag *top_tag(const struct markdown_raw *raw)
{
    size_t count = raw->open_count;

    if (count == 0 || raw->open[count - 1].depth != raw->depth)
        return NULL;
    return raw->open[count - 1].tag;
}

static void pop_tag(struct markdown_raw *raw)
{
    const struct markdown_tag *tag = raw->open[--raw->open_count].tag;

    if (tag->group == TAG_LINK) {
        raw->is_link_open = false;
        raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_LINK,
                                               .line = raw->line});
    } else {
        emit_tag(raw, tag, false);
    }
}

static bool is_named(const struct markdown_tag *tag, const char *name)
{
    return str_equal(str_from(tag->name), str_from(name));
}

/* Neither running text nor <p> and <pre> may contain a block. */
static bool holds_no_block(const struct markdown_tag *tag)
{
    return tag->group != TAG_FLOW || is_named(tag, "p") ||
           is_named(tag, "pre") || is_named(tag, "summary");
}

void raw_before_block(struct markdown_raw *raw)
{
    const struct markdown_tag *top;

    while ((top = top_tag(raw)) != NULL && holds_no_block(top))
        pop_tag(raw);
}

void raw_leave(struct markdown_raw *raw)
{
    if (raw->hidden && raw->hidden_depth >= raw->depth)
        raw->hidden = NULL;
    while (raw->open_count > 0 &&
           raw->open[raw->open_count - 1].depth >= raw->depth)
        pop_tag(raw);
}

/* --- tags --- */

/* Is there a place for the block `tag` here? Ends what it ends by itself, as a
 * <li> ends the <li> before it. */
static bool make_place(struct markdown_raw *raw, const struct markdown_tag *tag)
{
    const struct markdown_tag *top;

    if (raw->leaf_depth > 0 &&
        (raw->is_leaf_heading || raw->depth != raw->leaf_depth))
        return false;
    raw_before_block(raw);
    while ((top = top_tag(raw)) != NULL && !tag_fits(tag, top)) {
        /* only what itself needs a parent is ended by a relative */
        if (!(top->flags & TAG_NEEDS))
            return false;
        pop_tag(raw);
    }
    return tag_fits(tag, top);
}

static void start_link(struct markdown_raw *raw,
                       const struct markdown_piece *piece)
{
    size_t title;

    if (!piece->has_href || raw->link_count > 0 || raw->is_link_open ||
        raw->open_count == RAW_OPEN_MAX)
        return;
    strbuf_clear(&raw->scratch);
    tag_decode(&raw->scratch, piece->href);
    title = raw->open_count++;
    raw->open[title].tag = piece->tag;
    raw->open[title].depth = raw->depth;
    raw->is_link_open = true;
    raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_LINK,
                                           .is_enter = true,
                                           .line = raw->line,
                                           .text = strbuf_str(&raw->scratch)});
}

static void emit_image(struct markdown_raw *raw,
                       const struct markdown_piece *piece)
{
    struct markdown_event event = {
        .kind = MARKDOWN_IMAGE, .is_enter = true, .line = raw->line};

    strbuf_clear(&raw->scratch);
    tag_decode(&raw->scratch, piece->src);
    event.text = strbuf_str(&raw->scratch);
    raw_emit(raw, &event);
    strbuf_clear(&raw->scratch);
    tag_decode(&raw->scratch, piece->alt);
    emit_text(raw, strbuf_str(&raw->scratch));
    event.is_enter = false;
    event.text = (struct str){"", 0};
    raw_emit(raw, &event);
}

static void start_kept(struct markdown_raw *raw, const struct markdown_tag *tag)
{
    bool is_flow = tag->group == TAG_FLOW;

    if (raw->open_count == RAW_OPEN_MAX || (is_flow && !make_place(raw, tag))) {
        if (is_flow)
            emit_gap(raw);
        return;
    }
    emit_tag(raw, tag, true);
    if (tag->flags & TAG_VOID)
        return;
    raw->open[raw->open_count].tag = tag;
    raw->open[raw->open_count].depth = raw->depth;
    raw->open_count++;
}

static void start_tag(struct markdown_raw *raw,
                      const struct markdown_piece *piece)
{
    if (piece->id.len > 0)
        raw_emit(raw, &(struct markdown_event){.kind = MARKDOWN_ANCHOR,
                                               .is_enter = true,
                                               .line = raw->line,
                                               .text = piece->id});
    switch (piece->tag->group) {
    case TAG_PHRASING:
    case TAG_FLOW:
        start_kept(raw, piece->tag);
        break;
    case TAG_LINK:
        start_link(raw, piece);
        break;
    case TAG_IMAGE:
        emit_image(raw, piece);
        break;
    case TAG_DROP_FLOW:
        emit_gap(raw);
        break;
    case TAG_HIDE:
        if (!piece->is_closed && raw->may_hide) {
            raw->hidden = piece->tag;
            raw->hidden_depth = raw->depth;
        } else if (!piece->is_closed) {
            emit_text(raw, piece->text);
        }
        break;
    case TAG_DROP:
        break;
    }
}

static void end_tag(struct markdown_raw *raw, const struct markdown_tag *tag)
{
    size_t at = raw->open_count;

    if (tag->group == TAG_PHRASING && (tag->flags & TAG_VOID)) {
        emit_tag(raw, tag, true); /* </br> is read as <br> everywhere */
        return;
    }
    if (tag->group == TAG_DROP_FLOW)
        emit_gap(raw);
    while (at > 0 && raw->open[at - 1].depth == raw->depth) {
        if (raw->open[at - 1].tag != tag) {
            at--;
            continue;
        }
        while (raw->open_count >= at)
            pop_tag(raw);
        return;
    }
}

/* --- pieces --- */

/* Drop from *rest what a hidden tag hides; its end tag comes next. */
static void skip_hidden(struct markdown_raw *raw, struct str *rest)
{
    struct str name = str_from(raw->hidden->name);

    for (;;) {
        size_t at = str_find(*rest, STR("</"), 0);

        *rest = str_from_offset(*rest, at);
        if (rest->len == 0 ||
            str_equal_nocase(str_first(str_from_offset(*rest, 2), name.len),
                             name))
            return;
        *rest = str_from_offset(*rest, 2);
    }
}

static void take_piece(struct markdown_raw *raw,
                       const struct markdown_piece *piece)
{
    bool is_tag = piece->kind == PIECE_START || piece->kind == PIECE_END;

    if (raw->hidden) {
        if (piece->kind == PIECE_END && piece->tag == raw->hidden &&
            raw->depth <= raw->hidden_depth)
            raw->hidden = NULL;
        return;
    }
    if (is_tag && piece->tag) {
        if (piece->kind == PIECE_START)
            start_tag(raw, piece);
        else
            end_tag(raw, piece->tag);
    } else if (is_tag || piece->kind == PIECE_TEXT) {
        strbuf_clear(&raw->scratch);
        tag_decode(&raw->scratch, piece->text);
        emit_text(raw, strbuf_str(&raw->scratch));
    }
}

/* Pass over what is hidden, or if it has no end in the block, show it. */
static void pass_hidden(struct markdown_raw *raw, struct str *html)
{
    struct str rest = *html;

    skip_hidden(raw, &rest);
    if (rest.len > 0) {
        *html = rest;
        return;
    }
    raw->hidden = NULL;
    raw->may_hide = false;
}

void raw_feed_block(struct markdown_raw *raw, struct str html)
{
    raw->may_hide = true;
    while (html.len > 0) {
        struct markdown_piece piece;

        tag_take_piece(&html, &piece);
        take_piece(raw, &piece);
        if (raw->hidden)
            pass_hidden(raw, &html);
    }
    raw->hidden = NULL;
    raw_before_block(raw);
}

void raw_feed_inline(struct markdown_raw *raw, struct str html, bool has_end)
{
    raw->may_hide = has_end;
    while (html.len > 0) {
        struct markdown_piece piece;

        tag_take_piece(&html, &piece);
        take_piece(raw, &piece);
    }
}

const char *raw_hides(struct str html)
{
    struct markdown_piece piece;

    if (html.len == 0)
        return NULL;
    tag_take_piece(&html, &piece);
    return piece.kind == PIECE_START && piece.tag && !piece.is_closed &&
                   piece.tag->group == TAG_HIDE
               ? piece.tag->name
               : NULL;
}
