/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of an article, made from the events of its Markdown. Everything goes
 * out through the writers of html_write; the only tags that come from the
 * article are those of the tag table. Where links lead is the caller's choice.
 */
#include "text/markdown.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/markdown_anchor.h"
#include "text/markdown_event.h"
#include "text/markdown_plain.h"
#include "text/markdown_tag.h"

#include <string.h>

enum {
    HTML_BYTES_MAX = 256 * 1024 * 1024,
    ALT_BYTES_MAX = 1024 * 1024,
    ANCHOR_NAME_BYTES_MAX = 200,
    LANGUAGE_BYTES_MAX = 40
};

/* Where in the output an anchor of raw HTML wants to stand. It is only written
 * when no heading bears the name, and that is known at the end. */
struct wish {
    struct wish *next;
    struct str name;
    size_t at;
};

struct renderer {
    const struct markdown_view *view;
    struct arena *arena;
    struct strbuf out;
    struct anchor_set anchors;
    struct wish *first_wish;
    struct wish **next_wish;
    bool in_heading;
    size_t heading_at; /* output length where the heading began */
    int heading_level;
    struct strbuf title; /* of the heading, for its anchor */
    bool is_title_seen;  /* the first level-1 heading has come */
    bool is_skipping;    /* it is being left out */
    size_t image_depth;
    struct plain alt;
    struct str image_url;
    struct str image_title;
    bool is_link_written;   /* the open link has its <a> */
    bool is_paragraph_open; /* <p> is written and not ended */
    bool is_body_open;      /* <tbody> of the present table */
};

/* --- addresses --- */

/* The address to write for `target`; empty when the link loses it. */
static struct str url_of(struct renderer *renderer, struct str target,
                         bool is_image)
{
    const struct markdown_view *view = renderer->view;
    struct str url = target;

    if (view->target)
        url = view->target(view->context, target, is_image, renderer->arena);
    url = str_trim(url);
    for (size_t i = 0; i < url.len; i++) {
        char c = url.ptr[i];
        struct str scheme = str_first(url, i);

        if ((unsigned char) c < 0x20)
            return (struct str){"", 0};
        if (c == '/' || c == '?' || c == '#')
            break;
        if (c == ':')
            return str_equal_nocase(scheme, STR("https")) ||
                           str_equal_nocase(scheme, STR("http")) ||
                           (!is_image &&
                            str_equal_nocase(scheme, STR("mailto")))
                       ? url
                       : (struct str){"", 0};
    }
    return url;
}

static void write_link(struct renderer *renderer,
                       const struct markdown_event *event)
{
    struct strbuf *out = &renderer->out;

    if (event->is_enter) {
        struct str url = url_of(renderer, event->text, false);

        renderer->is_link_written = url.len > 0;
        if (!renderer->is_link_written)
            return;
        html_markup(out, "<a href=\"");
        html_url(out, url);
        if (event->extra.len > 0) {
            html_markup(out, "\" title=\"");
            html_attr(out, event->extra);
        }
        html_markup(out, "\">");
    } else if (renderer->is_link_written) {
        html_markup(out, "</a>");
        renderer->is_link_written = false;
    }
}

/* --- images --- */

static void enter_image(struct renderer *renderer,
                        const struct markdown_event *event)
{
    if (renderer->image_depth++ > 0)
        return;
    plain_clear(&renderer->alt);
    renderer->image_url =
        arena_str(renderer->arena, url_of(renderer, event->text, true));
    renderer->image_title = arena_str(renderer->arena, event->extra);
}

static void leave_image(struct renderer *renderer)
{
    struct strbuf *out = &renderer->out;

    if (--renderer->image_depth > 0)
        return;
    if (renderer->image_url.len == 0) {
        html_text(out, strbuf_str(&renderer->alt.text));
        return;
    }
    html_markup(out, "<img src=\"");
    html_url(out, renderer->image_url);
    html_markup(out, "\" alt=\"");
    html_attr(out, strbuf_str(&renderer->alt.text));
    if (renderer->image_title.len > 0) {
        html_markup(out, "\" title=\"");
        html_attr(out, renderer->image_title);
    }
    html_markup(out, "\" loading=\"lazy\">");
}

/* --- headings and anchors --- */

static void enter_heading(struct renderer *renderer,
                          const struct markdown_event *event)
{
    renderer->in_heading = true;
    renderer->heading_at = renderer->out.len;
    renderer->heading_level = event->level;
    strbuf_clear(&renderer->title);
    renderer->is_skipping = event->level == 1 && !renderer->is_title_seen &&
                            renderer->view->skip_first_title;
    renderer->is_title_seen |= event->level == 1;
}

/* The anchor is known when the heading is over: put its tag before what was
 * written of it. */
static void leave_heading(struct renderer *renderer)
{
    struct strbuf *out = &renderer->out;
    char level = (char) ('0' + renderer->heading_level);
    struct str anchor =
        anchor_add(&renderer->anchors, strbuf_str(&renderer->title));
    struct str content;

    content = arena_str(renderer->arena,
                        str_from_offset(strbuf_str(out), renderer->heading_at));
    strbuf_truncate(out, renderer->heading_at);
    renderer->in_heading = false;
    if (renderer->is_skipping) {
        renderer->is_skipping = false;
        return;
    }
    html_markup(out, "<h");
    strbuf_add_char(out, level);
    html_markup(out, " id=\"");
    html_attr(out, anchor);
    html_markup(out, "\">");
    html_raw(out, (struct html_safe){content});
    html_markup(out, " <a class=\"anchor\" href=\"#");
    html_url(out, anchor);
    html_markup(out, "\" aria-label=\"Link to: ");
    html_attr(out, str_trim(strbuf_str(&renderer->title)));
    html_markup(out, "\">#</a></h");
    strbuf_add_char(out, level);
    html_markup(out, ">\n");
}

/* Letters, digits and "-_.:" only, so that a name is one in every place. */
static bool is_plain_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]) && !strchr("-_.:", name.ptr[i]))
            return false;
    return name.len > 0 && name.len <= ANCHOR_NAME_BYTES_MAX;
}

static void add_wish(struct renderer *renderer, struct str name)
{
    struct wish *wish;

    if (!is_plain_name(name))
        return;
    wish = arena_alloc(renderer->arena, sizeof *wish);
    wish->next = NULL;
    wish->name = arena_str(renderer->arena, name);
    /* the heading's own tag is yet to come: stand before it */
    wish->at = renderer->in_heading ? renderer->heading_at : renderer->out.len;
    *renderer->next_wish = wish;
    renderer->next_wish = &wish->next;
}

static struct str grant_wishes(struct renderer *renderer)
{
    struct str html = strbuf_str(&renderer->out);
    struct strbuf with;
    struct str kept;
    size_t done = 0;

    if (!renderer->first_wish)
        return arena_str(renderer->arena, html);
    strbuf_init(&with, HTML_BYTES_MAX);
    for (struct wish *wish = renderer->first_wish; wish; wish = wish->next) {
        if (!anchor_claim(&renderer->anchors, wish->name))
            continue;
        strbuf_add(&with, html.ptr + done, wish->at - done);
        done = wish->at;
        html_markup(&with, "<a id=\"");
        html_attr(&with, wish->name);
        html_markup(&with, "\"></a>");
    }
    strbuf_add(&with, html.ptr + done, html.len - done);
    if (with.overflowed)
        strbuf_clear(&with);
    kept = arena_str(renderer->arena, strbuf_str(&with));
    strbuf_release(&with);
    return kept;
}

/* --- blocks --- */

static void write_paragraph(struct renderer *renderer,
                            const struct markdown_event *event)
{
    struct strbuf *out = &renderer->out;

    if (event->is_enter) {
        renderer->is_paragraph_open = !event->is_tight;
        if (renderer->is_paragraph_open)
            html_markup(out, "<p>");
        return;
    }
    if (renderer->is_paragraph_open)
        html_markup(out, "</p>");
    renderer->is_paragraph_open = false;
    if (!event->is_tight)
        html_markup(out, "\n");
}

static void write_list(struct strbuf *out, const struct markdown_event *event)
{
    if (!event->is_ordered) {
        strbuf_add_cstr(out, event->is_enter ? "<ul>\n" : "</ul>\n");
    } else if (!event->is_enter) {
        html_markup(out, "</ol>\n");
    } else if (event->level == 1) {
        html_markup(out, "<ol>\n");
    } else {
        strbuf_add_format(out, "<ol start=\"%d\">\n", event->level);
    }
}

static void write_item(struct strbuf *out, const struct markdown_event *event)
{
    if (!event->is_enter) {
        html_markup(out, "</li>\n");
    } else if (!event->has_box) {
        html_markup(out, "<li>");
    } else {
        html_markup(out,
                    "<li class=\"task\"><input type=\"checkbox\" disabled");
        if (event->is_checked)
            html_markup(out, " checked");
        html_markup(out, "> ");
    }
}

static void write_callout(struct strbuf *out,
                          const struct markdown_event *event)
{
    struct str kind = event->text;

    if (!event->is_enter) {
        html_markup(out, "</aside>\n");
        return;
    }
    /* A note, not a landmark of the page: there may be many. */
    html_markup(out, "<aside role=\"note\" class=\"callout callout-");
    html_attr(out, kind);
    html_markup(out, "\"><p class=\"callout-title\">");
    strbuf_add_char(out, (char) (kind.ptr[0] - 'a' + 'A'));
    html_text(out, str_from_offset(kind, 1));
    html_markup(out, "</p>\n");
}

/* The first word of a fence's info, where it is the name of a language. */
static struct str language_of(struct str info)
{
    size_t len = 0;

    while (len < info.len &&
           (ascii_is_alnum(info.ptr[len]) || strchr("+#-_.", info.ptr[len])))
        len++;
    if (len > LANGUAGE_BYTES_MAX)
        len = 0;
    return str_first(info, len);
}

static void write_code_block(struct strbuf *out,
                             const struct markdown_event *event)
{
    struct str language = language_of(event->extra);

    html_markup(out, "<pre><code");
    if (language.len > 0) {
        html_markup(out, " class=\"language-");
        html_attr(out, language);
        html_markup(out, "\"");
    }
    html_markup(out, ">");
    html_text(out, event->text);
    html_markup(out, "</code></pre>\n");
}

/* --- tables --- */

static void write_table(struct renderer *renderer,
                        const struct markdown_event *event)
{
    struct strbuf *out = &renderer->out;

    if (event->is_enter) {
        renderer->is_body_open = false;
        html_markup(out, "<div class=\"table\"><table>\n");
        return;
    }
    if (renderer->is_body_open)
        html_markup(out, "</tbody>\n");
    html_markup(out, "</table></div>\n");
}

static void write_row(struct renderer *renderer,
                      const struct markdown_event *event)
{
    struct strbuf *out = &renderer->out;

    if (event->is_enter) {
        if (event->is_header)
            html_markup(out, "<thead>\n");
        else if (!renderer->is_body_open)
            html_markup(out, "<tbody>\n");
        renderer->is_body_open |= !event->is_header;
        html_markup(out, "<tr>");
    } else {
        html_markup(out, "</tr>\n");
        if (event->is_header)
            html_markup(out, "</thead>\n");
    }
}

static void write_cell(struct strbuf *out, const struct markdown_event *event)
{
    if (!event->is_enter) {
        strbuf_add_cstr(out, event->is_header ? "</th>" : "</td>");
        return;
    }
    strbuf_add_cstr(out, event->is_header ? "<th" : "<td");
    if (event->align == 'c')
        html_markup(out, " class=\"center\"");
    else if (event->align == 'r')
        html_markup(out, " class=\"right\"");
    html_markup(out, ">");
}

/* --- raw HTML --- */

static void write_raw(struct renderer *renderer,
                      const struct markdown_event *event)
{
    struct strbuf *out = &renderer->out;
    struct str name = str_from(event->tag->name);
    bool is_table = str_equal(name, STR("table"));

    /* A block ends the paragraph it stands in. */
    if (event->tag->group == TAG_FLOW && renderer->is_paragraph_open) {
        html_markup(out, "</p>");
        renderer->is_paragraph_open = false;
    }
    if (is_table && event->is_enter)
        html_markup(out, "<div class=\"table\">");
    strbuf_add_cstr(out, event->is_enter ? "<" : "</");
    strbuf_add_str(out, name);
    html_markup(out, ">");
    if (is_table && !event->is_enter)
        html_markup(out, "</div>");
}

/* --- events --- */

static void write_pair(struct strbuf *out, bool is_enter, const char *begin,
                       const char *end)
{
    strbuf_add_cstr(out, is_enter ? begin : end);
}

/* Inside an image only words count. */
static void take_alt(struct renderer *renderer,
                     const struct markdown_event *event)
{
    switch (event->kind) {
    case MARKDOWN_TEXT:
    case MARKDOWN_CODE:
        plain_add(&renderer->alt, event->text);
        break;
    case MARKDOWN_SOFT_BREAK:
    case MARKDOWN_LINE_BREAK:
    case MARKDOWN_GAP:
        plain_gap(&renderer->alt, PLAIN_SPACE);
        break;
    case MARKDOWN_IMAGE:
        if (event->is_enter)
            enter_image(renderer, event);
        else
            leave_image(renderer);
        break;
    default:
        break;
    }
}

static void write_text(struct renderer *renderer,
                       const struct markdown_event *event)
{
    if (renderer->in_heading)
        strbuf_add_str(&renderer->title, event->text);
    if (event->kind == MARKDOWN_TEXT) {
        html_text(&renderer->out, event->text);
        return;
    }
    html_markup(&renderer->out, "<code>");
    html_text(&renderer->out, event->text);
    html_markup(&renderer->out, "</code>");
}

static void take_event(void *context, const struct markdown_event *event)
{
    struct renderer *renderer = context;
    struct strbuf *out = &renderer->out;

    if (renderer->image_depth > 0) {
        take_alt(renderer, event);
        return;
    }
    switch (event->kind) {
    case MARKDOWN_TEXT:
    case MARKDOWN_CODE:
        write_text(renderer, event);
        break;
    case MARKDOWN_SOFT_BREAK:
        if (renderer->in_heading)
            strbuf_add_char(&renderer->title, ' ');
        html_markup(out, "\n");
        break;
    case MARKDOWN_LINE_BREAK:
        html_markup(out, "<br>\n");
        break;
    case MARKDOWN_PARAGRAPH:
        write_paragraph(renderer, event);
        break;
    case MARKDOWN_HEADING:
        if (event->is_enter)
            enter_heading(renderer, event);
        else
            leave_heading(renderer);
        break;
    case MARKDOWN_QUOTE:
        write_pair(out, event->is_enter, "<blockquote>\n", "</blockquote>\n");
        break;
    case MARKDOWN_CALLOUT:
        write_callout(out, event);
        break;
    case MARKDOWN_LIST:
        write_list(out, event);
        break;
    case MARKDOWN_ITEM:
        write_item(out, event);
        break;
    case MARKDOWN_CODE_BLOCK:
        write_code_block(out, event);
        break;
    case MARKDOWN_RULE:
        html_markup(out, "<hr>\n");
        break;
    case MARKDOWN_TABLE:
        write_table(renderer, event);
        break;
    case MARKDOWN_ROW:
        write_row(renderer, event);
        break;
    case MARKDOWN_CELL:
        write_cell(out, event);
        break;
    case MARKDOWN_EMPHASIS:
        write_pair(out, event->is_enter, "<em>", "</em>");
        break;
    case MARKDOWN_STRONG:
        write_pair(out, event->is_enter, "<strong>", "</strong>");
        break;
    case MARKDOWN_STRIKE:
        write_pair(out, event->is_enter, "<del>", "</del>");
        break;
    case MARKDOWN_LINK:
        write_link(renderer, event);
        break;
    case MARKDOWN_IMAGE:
        enter_image(renderer, event);
        break;
    case MARKDOWN_RAW:
        write_raw(renderer, event);
        break;
    case MARKDOWN_GAP:
        html_markup(out, "\n");
        break;
    case MARKDOWN_ANCHOR:
        add_wish(renderer, event->text);
        break;
    }
}

struct html_safe markdown_render(struct str clean,
                                 const struct markdown_view *view,
                                 struct arena *arena)
{
    struct renderer renderer = {
        .view = view, .arena = arena, .anchors = {.arena = arena}};
    struct html_safe html;

    renderer.next_wish = &renderer.first_wish;
    strbuf_init(&renderer.out, HTML_BYTES_MAX);
    strbuf_init(&renderer.title, ALT_BYTES_MAX);
    plain_init(&renderer.alt, ALT_BYTES_MAX);
    markdown_walk(clean, take_event, &renderer);
    if (renderer.out.overflowed) /* better no page than half a tag */
        strbuf_clear(&renderer.out);
    html.html = grant_wishes(&renderer);
    strbuf_release(&renderer.out);
    strbuf_release(&renderer.title);
    plain_release(&renderer.alt);
    return html;
}
