/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to cmark: parses once and tells the tree as events
 * (text/markdown_event.h). What is made of them is not decided here:
 * markdown_outline.c makes text, markdown_render.c makes HTML.
 *
 * The library takes memory through functions without a context, so the arena of
 * the running parse is kept per thread. Its one piece of shared state is the
 * table of special characters, which it changes while it parses with the
 * strikethrough extension: texts with a "~" are parsed one at a time.
 */
#include "text/markdown.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/markdown_address.h"
#include "text/markdown_event.h"
#include "text/markdown_raw.h"

#include <pthread.h>
#include <stdalign.h>
#include <string.h>

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm-extension_api.h>
#include <cmark-gfm.h>

enum {
    INLINE_DEPTH_MAX = 32, /* emphasis within emphasis that is still told */
    MARKER_BYTES_MAX = 16, /* of "[!IMPORTANT]" */
    TEXT_BYTES_MAX = 64 * 1024 * 1024
};

/* --- memory --- */

static _Thread_local struct arena *parse_arena;

/* Stands before each block, because a resize is not told the old size. */
union block_head {
    size_t size;
    max_align_t align;
};

static void *block_calloc(size_t count, size_t size)
{
    union block_head *head;
    size_t bytes;

    SLV_ASSERT(!__builtin_mul_overflow(count, size, &bytes));
    head = arena_alloc(parse_arena, sizeof *head + bytes);
    head->size = bytes;
    memset(head + 1, 0, bytes);
    return head + 1;
}

static void *block_realloc(void *block, size_t size)
{
    union block_head *head = arena_alloc(parse_arena, sizeof *head + size);

    head->size = size;
    if (block) {
        size_t old_size = ((union block_head *) block - 1)->size;

        memcpy(head + 1, block, old_size < size ? old_size : size);
    }
    return head + 1;
}

static void block_free(void *block)
{
    (void) block;
}

static cmark_mem memory = {block_calloc, block_realloc, block_free};

/* --- parsing --- */

static pthread_once_t registered = PTHREAD_ONCE_INIT;
static pthread_mutex_t special_characters = PTHREAD_MUTEX_INITIALIZER;
static cmark_syntax_extension *table_extension;
static cmark_syntax_extension *task_extension;
static cmark_syntax_extension *strike_extension;

static void register_extensions(void)
{
    cmark_gfm_core_extensions_ensure_registered();
    table_extension = cmark_find_syntax_extension("table");
    task_extension = cmark_find_syntax_extension("tasklist");
    strike_extension = cmark_find_syntax_extension("strikethrough");
    SLV_ASSERT(table_extension && task_extension && strike_extension);
}

/* The tree of `text`, in parse_arena. Raw HTML is in the tree; it is made safe
 * on the way out. Only "~~" strikes out, because "~/" is a home folder. */
static cmark_node *parse(struct str text, bool with_tables)
{
    bool has_tilde = str_find_char(text, '~') < text.len;
    cmark_parser *parser;
    cmark_node *root;

    pthread_once(&registered, register_extensions);
    parser = cmark_parser_new_with_mem(
        CMARK_OPT_UNSAFE | CMARK_OPT_STRIKETHROUGH_DOUBLE_TILDE, &memory);
    if (with_tables)
        cmark_parser_attach_syntax_extension(parser, table_extension);
    cmark_parser_attach_syntax_extension(parser, task_extension);
    if (has_tilde) {
        pthread_mutex_lock(&special_characters);
        if (str_find(text, STR("~~"), 0) < text.len)
            cmark_parser_attach_syntax_extension(parser, strike_extension);
    }
    cmark_parser_feed(parser, text.ptr, text.len);
    root = cmark_parser_finish(parser);
    if (has_tilde)
        pthread_mutex_unlock(&special_characters);
    return root;
}

/* --- the walk --- */

struct walker {
    struct markdown_raw raw;
    struct strbuf joined; /* text nodes that stand side by side */
    size_t inline_depth;
    bool is_link_hidden; /* the present link stands inside a raw <a> */
    const uint8_t *alignments;
    size_t column_count;
    size_t column;
    bool is_header_row;
    int line;               /* of the present block */
    const cmark_node *late; /* begins a line later: its marker was taken out */
};

static struct str literal(cmark_node *node)
{
    return str_from(cmark_node_get_literal(node));
}

static bool is_tight(cmark_node *paragraph)
{
    cmark_node *item = cmark_node_parent(paragraph);
    cmark_node *list = item ? cmark_node_parent(item) : NULL;

    return list && cmark_node_get_type(list) == CMARK_NODE_LIST &&
           cmark_node_get_list_tight(list);
}

/* --- text --- */

static void emit_text(struct walker *walker, struct str text)
{
    struct markdown_event event = {.kind = MARKDOWN_TEXT,
                                   .is_enter = true,
                                   .line = walker->raw.line,
                                   .text = text};

    if (text.len > 0)
        raw_emit(&walker->raw, &event);
}

static void emit_address(struct walker *walker, struct str address)
{
    struct markdown_event event = {.kind = MARKDOWN_LINK,
                                   .is_enter = true,
                                   .is_automatic = true,
                                   .line = walker->raw.line,
                                   .text = address};

    raw_emit(&walker->raw, &event);
    emit_text(walker, address);
    event.is_enter = false;
    raw_emit(&walker->raw, &event);
}

static void tell_text(struct walker *walker, struct str text)
{
    if (walker->raw.link_count > 0 || walker->raw.is_link_open) {
        emit_text(walker, text);
        return;
    }
    while (text.len > 0) {
        size_t len = 0;
        size_t at = address_find(text, &len);

        emit_text(walker, str_first(text, at));
        if (at < text.len)
            emit_address(walker, str_first(str_from_offset(text, at), len));
        text = str_from_offset(text, at + len);
    }
}

/* The parser cuts text at every special character; join what stands side by
 * side. Returns the last node used. */
static cmark_node *take_text(struct walker *walker, cmark_node *node)
{
    cmark_node *next = cmark_node_next(node);

    if (!next || cmark_node_get_type(next) != CMARK_NODE_TEXT) {
        tell_text(walker, literal(node));
        return node;
    }
    strbuf_clear(&walker->joined);
    strbuf_add_str(&walker->joined, literal(node));
    while (next && cmark_node_get_type(next) == CMARK_NODE_TEXT) {
        node = next;
        strbuf_add_str(&walker->joined, literal(node));
        next = cmark_node_next(node);
    }
    tell_text(walker, strbuf_str(&walker->joined));
    return node;
}

/* --- callouts --- */

/* The kind of callout that "[!NOTE]" at the front of `text` asks for, empty when
 * there is none; *len is the length of the marker. */
static struct str callout_kind(struct str text, size_t *len)
{
    static const char *const kinds[] = {"note", "tip", "important", "caution",
                                        "warning"};
    size_t end = str_find_char(str_first(text, MARKER_BYTES_MAX), ']');

    *len = end + 1;
    if (end < text.len && text.ptr[end] == ']' &&
        str_has_prefix(text, STR("[!"))) {
        struct str name =
            str_trim(str_from_range(text.ptr + 2, text.ptr + end));

        for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
            if (str_equal_nocase(name, str_from(kinds[i])))
                return str_from(kinds[i]);
    }
    return (struct str){"", 0};
}

/* When `quote` begins with a marker, take it out of the tree and return its
 * kind, else an empty string. */
static struct str take_marker(struct walker *walker, cmark_node *quote)
{
    cmark_node *paragraph = cmark_node_first_child(quote);
    cmark_node *node = paragraph ? cmark_node_first_child(paragraph) : NULL;
    struct strbuf *front = &walker->joined;
    struct str kind;
    size_t len;

    strbuf_clear(front);
    if (!node || cmark_node_get_type(paragraph) != CMARK_NODE_PARAGRAPH)
        return strbuf_str(front);
    for (; node && cmark_node_get_type(node) == CMARK_NODE_TEXT &&
           front->len < MARKER_BYTES_MAX;
         node = cmark_node_next(node))
        strbuf_add_str(front, literal(node));
    kind = callout_kind(strbuf_str(front), &len);
    if (kind.len == 0)
        return kind;
    while (cmark_node_first_child(paragraph) != node)
        cmark_node_unlink(cmark_node_first_child(paragraph));
    if (front->len > len) {
        cmark_node *rest = cmark_node_new_with_mem(CMARK_NODE_TEXT, &memory);
        struct str after = str_from_offset(strbuf_str(front), len);

        while (after.len > 0 && after.ptr[0] == ' ')
            after = str_from_offset(after, 1);
        cmark_node_set_literal(rest, after.ptr);
        cmark_node_prepend_child(paragraph, rest);
    } else if (node && (cmark_node_get_type(node) == CMARK_NODE_SOFTBREAK ||
                        cmark_node_get_type(node) == CMARK_NODE_LINEBREAK)) {
        cmark_node_unlink(node);
        walker->late = paragraph;
    }
    if (!cmark_node_first_child(paragraph))
        cmark_node_unlink(paragraph);
    return kind;
}

/* --- nodes --- */

static void open_table(struct walker *walker, cmark_node *table)
{
    walker->alignments = cmark_gfm_extensions_get_table_alignments(table);
    walker->column_count = cmark_gfm_extensions_get_table_columns(table);
}

/* Nodes of the extensions, which have no constants: told by their names. */
static bool describe_extension(struct walker *walker, cmark_node *node,
                               bool is_enter, struct markdown_event *event)
{
    struct str name = str_from(cmark_node_get_type_string(node));

    if (str_equal(name, STR("table_cell"))) {
        event->kind = MARKDOWN_CELL;
        event->is_header = walker->is_header_row;
        if (walker->column < walker->column_count)
            event->align = (char) walker->alignments[walker->column];
        walker->column += !is_enter;
    } else if (str_equal(name, STR("table_row")) ||
               str_equal(name, STR("table_header"))) {
        walker->is_header_row = str_equal(name, STR("table_header"));
        walker->column = 0;
        event->kind = MARKDOWN_ROW;
        event->is_header = walker->is_header_row;
    } else if (str_equal(name, STR("table"))) {
        if (is_enter)
            open_table(walker, node);
        event->kind = MARKDOWN_TABLE;
    } else if (str_equal(name, STR("strikethrough"))) {
        event->kind = MARKDOWN_STRIKE;
    } else {
        return false;
    }
    return true;
}

static void describe_item(cmark_node *item, struct markdown_event *event)
{
    event->kind = MARKDOWN_ITEM;
    event->has_box =
        str_equal(str_from(cmark_node_get_type_string(item)), STR("tasklist"));
    if (event->has_box)
        event->is_checked =
            cmark_gfm_extensions_get_tasklist_item_checked(item);
}

/* Fill in `event` for a container; false when it is none that is told. */
static bool describe_container(struct walker *walker, cmark_node *node,
                               bool is_enter, struct markdown_event *event)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_PARAGRAPH:
        event->kind = MARKDOWN_PARAGRAPH;
        event->is_tight = is_tight(node);
        return true;
    case CMARK_NODE_HEADING:
        event->kind = MARKDOWN_HEADING;
        event->level = cmark_node_get_heading_level(node);
        return true;
    case CMARK_NODE_BLOCK_QUOTE:
        /* the marker is gone on the way out: user data remembers it */
        if (is_enter) {
            struct str kind = take_marker(walker, node);

            if (kind.len > 0)
                cmark_node_set_user_data(node, (void *) (uintptr_t) kind.ptr);
        }
        event->text = str_from(cmark_node_get_user_data(node));
        event->kind = event->text.len ? MARKDOWN_CALLOUT : MARKDOWN_QUOTE;
        return true;
    case CMARK_NODE_LIST:
        event->kind = MARKDOWN_LIST;
        event->is_ordered =
            cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
        event->level = cmark_node_get_list_start(node);
        return true;
    case CMARK_NODE_ITEM:
        describe_item(node, event);
        return true;
    case CMARK_NODE_EMPH:
        event->kind = MARKDOWN_EMPHASIS;
        return true;
    case CMARK_NODE_STRONG:
        event->kind = MARKDOWN_STRONG;
        return true;
    case CMARK_NODE_LINK:
    case CMARK_NODE_IMAGE:
        event->kind = cmark_node_get_type(node) == CMARK_NODE_LINK
                          ? MARKDOWN_LINK
                          : MARKDOWN_IMAGE;
        event->text = str_from(cmark_node_get_url(node));
        event->extra = str_from(cmark_node_get_title(node));
        return true;
    default:
        return describe_extension(walker, node, is_enter, event);
    }
}

static bool is_inline(enum markdown_kind kind)
{
    return kind >= MARKDOWN_EMPHASIS && kind <= MARKDOWN_IMAGE;
}

static bool is_leaf_block(enum markdown_kind kind)
{
    return kind == MARKDOWN_PARAGRAPH || kind == MARKDOWN_HEADING ||
           kind == MARKDOWN_CELL;
}

/* Should this link or emphasis be passed over, its content told all the same?
 * A link inside a raw <a> is; so is emphasis too deep for any reader. */
static bool is_passed_over(struct walker *walker, enum markdown_kind kind)
{
    if (kind == MARKDOWN_LINK)
        return walker->raw.is_link_open || walker->raw.link_count > 1;
    return is_inline(kind) && kind != MARKDOWN_IMAGE &&
           walker->inline_depth > INLINE_DEPTH_MAX;
}

static void enter_container(struct walker *walker,
                            const struct markdown_event *event)
{
    struct markdown_raw *raw = &walker->raw;

    if (!is_inline(event->kind)) {
        walker->line = event->line;
        raw->line = event->line;
        raw_before_block(raw);
    }
    raw->link_count += event->kind == MARKDOWN_LINK;
    walker->inline_depth += is_inline(event->kind);
    if (!is_passed_over(walker, event->kind))
        raw_emit(raw, event);
    raw->depth++;
    if (is_leaf_block(event->kind)) {
        raw->leaf_depth = raw->depth;
        raw->is_leaf_heading = event->kind == MARKDOWN_HEADING;
    }
}

static void leave_container(struct walker *walker,
                            const struct markdown_event *event)
{
    struct markdown_raw *raw = &walker->raw;

    raw_leave(raw);
    raw->depth--;
    if (is_leaf_block(event->kind))
        raw->leaf_depth = 0;
    if (!is_passed_over(walker, event->kind))
        raw_emit(raw, event);
    walker->inline_depth -= is_inline(event->kind);
    raw->link_count -= event->kind == MARKDOWN_LINK;
}

static void tell_code_block(struct walker *walker, cmark_node *node, int line)
{
    struct markdown_event event = {
        .kind = MARKDOWN_CODE_BLOCK,
        .is_enter = true,
        .line = line,
        .text = literal(node),
        .extra = str_from(cmark_node_get_fence_info(node))};

    raw_before_block(&walker->raw);
    raw_emit(&walker->raw, &event);
}

/* 0-based line of a node; what has none gets that of its block. */
static int line_of_node(const struct walker *walker, cmark_node *node)
{
    const int line =
        cmark_node_get_start_line(node) - 1 + (node == walker->late);

    return line > walker->line ? line : walker->line;
}

/* Does the end of a tag that hides its content follow, among so many pieces of
 * the text that looking for it costs little? */
static bool has_end(cmark_node *node)
{
    enum { PIECES_MAX = 256 };
    const char *name = raw_hides(literal(node));

    if (!name)
        return true;
    for (int i = 0; i < PIECES_MAX; i++) {
        struct str html;

        node = cmark_node_next(node);
        if (!node)
            return false;
        html = literal(node);
        if (cmark_node_get_type(node) == CMARK_NODE_HTML_INLINE &&
            str_has_prefix(html, STR("</")) &&
            str_equal_nocase(str_first(str_from_offset(html, 2), strlen(name)),
                             str_from(name)))
            return true;
    }
    return false;
}

/* Tell a node that has no children; false when it is a container. *node moves
 * on to the last node that was used. */
static bool tell_single(struct walker *walker, cmark_node **node, int line)
{
    struct markdown_event event = {.is_enter = true, .line = line};

    switch (cmark_node_get_type(*node)) {
    case CMARK_NODE_TEXT:
        walker->raw.line = line;
        *node = take_text(walker, *node);
        return true;
    case CMARK_NODE_SOFTBREAK:
        event.kind = MARKDOWN_SOFT_BREAK;
        break;
    case CMARK_NODE_LINEBREAK:
        event.kind = MARKDOWN_LINE_BREAK;
        break;
    case CMARK_NODE_CODE:
        event.kind = MARKDOWN_CODE;
        event.text = literal(*node);
        break;
    case CMARK_NODE_HTML_INLINE:
        walker->raw.line = line;
        raw_feed_inline(&walker->raw, literal(*node), has_end(*node));
        return true;
    case CMARK_NODE_HTML_BLOCK:
        walker->raw.line = line;
        raw_feed_block(&walker->raw, literal(*node));
        return true;
    case CMARK_NODE_CODE_BLOCK:
        tell_code_block(walker, *node, line);
        return true;
    case CMARK_NODE_THEMATIC_BREAK:
        raw_before_block(&walker->raw);
        event.kind = MARKDOWN_RULE;
        break;
    default:
        return false;
    }
    raw_emit(&walker->raw, &event);
    return true;
}

static void tell_container(struct walker *walker, cmark_node *node,
                           bool is_enter)
{
    struct markdown_event event = {.is_enter = is_enter};

    event.line = line_of_node(walker, node);
    if (!describe_container(walker, node, is_enter, &event))
        return;
    if (is_enter)
        enter_container(walker, &event);
    else
        leave_container(walker, &event);
}

/* Depth first, without recursion: a tree may be deep. */
static void walk_tree(struct walker *walker, cmark_node *root)
{
    cmark_node *node = cmark_node_first_child(root);

    while (node) {
        cmark_node *next;

        if (!tell_single(walker, &node, line_of_node(walker, node))) {
            tell_container(walker, node, true);
            next = cmark_node_first_child(node);
            if (next) {
                node = next;
                continue;
            }
            tell_container(walker, node, false);
        }
        while ((next = cmark_node_next(node)) == NULL) {
            node = cmark_node_parent(node);
            if (node == root) {
                raw_leave(&walker->raw);
                return;
            }
            tell_container(walker, node, false);
        }
        node = next;
    }
}

void markdown_walk(struct str clean, markdown_event_fn *fn, void *context)
{
    struct arena *outer = parse_arena;
    struct walker walker = {.column = 0};
    enum markdown_cost cost = markdown_cost(clean);

    if (cost == MARKDOWN_TOO_DEAR) {
        fn(context, &(struct markdown_event){.kind = MARKDOWN_CODE_BLOCK,
                                             .is_enter = true,
                                             .text = clean});
        return;
    }
    parse_arena = arena_new();
    raw_init(&walker.raw, fn, context);
    strbuf_init(&walker.joined, TEXT_BYTES_MAX);
    walk_tree(&walker, parse(clean, cost == MARKDOWN_CHEAP));
    strbuf_release(&walker.joined);
    raw_release(&walker.raw);
    arena_free(parse_arena);
    parse_arena = outer;
}

void markdown_mark_code(struct str text, bool *is_code, size_t line_count)
{
    struct arena *outer = parse_arena;
    cmark_iter *iter;
    enum markdown_cost cost = markdown_cost(text);

    if (cost == MARKDOWN_TOO_DEAR) {
        memset(is_code, true, line_count * sizeof *is_code);
        return;
    }
    parse_arena = arena_new();
    iter = cmark_iter_new(parse(text, cost == MARKDOWN_CHEAP));
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        int begin = cmark_node_get_start_line(node);
        int end = cmark_node_get_end_line(node);

        if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK)
            continue;
        for (int line = begin; line <= end; line++)
            if (line >= 1 && (size_t) line <= line_count)
                is_code[line - 1] = true;
    }
    arena_free(parse_arena);
    parse_arena = outer;
}
