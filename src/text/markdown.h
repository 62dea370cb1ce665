/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Markdown to what the rest of the program needs: a cleaned source that is
 * stored, its outline (sections, plain text, links) for the index, and safe
 * HTML for a page. text/markdown.c is the only file that knows cmark.
 *
 *   file --markdown_prepare--> clean Markdown --markdown_outline--> index
 *                                             --markdown_render---> page
 *
 * No I/O: files are asked for through the caller's function. Parsing never
 * fails; what is odd is a note with its line. Any thread may call, and a
 * caller's function may call back in; the arena belongs to the caller. The
 * extensions of cmark are registered once per process, by the first call.
 *
 * Tables, task lists, ~~strikethrough~~ (two tildes: one is a home folder) and
 * bare http addresses are understood; bare mail addresses stay text. A text that
 * is longer than MARKDOWN_PARSE_BYTES_MAX, or built to cost more than linear
 * time, is taken as one block of code.
 */
#ifndef TEXT_MARKDOWN_H
#define TEXT_MARKDOWN_H

#include "solvent/str.h"
#include "text/html_write.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

/* --- prepare --- */

enum {
    MARKDOWN_INCLUDE_DEPTH_MAX = 8,
    MARKDOWN_INCLUDES_MAX = 200,                 /* expanded in one article */
    MARKDOWN_CLEAN_BYTES_MAX = 16 * 1024 * 1024, /* after inclusion */
    MARKDOWN_PARSE_BYTES_MAX = 4 * 1024 * 1024,  /* longer: one block of code */
    MARKDOWN_NOTES_MAX = 1000
};

/* Something odd in the source, told with its line in the article's file. `rule`
 * is a short stable name such as "include-missing". */
struct markdown_note {
    const char *rule;
    int line;
    bool is_error;      /* else a warning */
    struct str message; /* whole sentence */
};
struct markdown_notes {
    struct markdown_note *items;
    size_t count;
};

/* Fetch the text to include for `target`, written in the file `from_path`
 * (paths relative to the top folder, "a/b.md"). On success fill *text (body
 * without front matter, any encoding oddities already repaired) and *path (its
 * normalised path, used for relative links and to detect cycles) and return
 * NULL; otherwise return a short rule name and set *message to a sentence. */
typedef const char *markdown_include_fn(void *context, struct str from_path,
                                        struct str target, struct arena *arena,
                                        struct str *text, struct str *path,
                                        struct str *message);

struct markdown_clean {
    struct str text; /* LF line ends; no comments, includes or ::: left */
    /* line_of[i]: 1-based line in the article's file of line i of `text`; of an
     * included line, that of the directive. */
    int *line_of;
    size_t line_count;
    struct markdown_notes notes;
    struct str_list included; /* paths that were included, each once */
};

/* Clean `body` (valid UTF-8; first line is `first_line` of the file at `path`):
 *  - CR LF becomes LF; HTML comments go (outside code);
 *  - [!INCLUDE [text](target)] (alone on a line or inline) is replaced by what
 *    `include` gives; a cycle, too deep, too many or too large is a note and
 *    the directive becomes its link text. Relative links and images inside an
 *    included text are rewritten so that they hold from `path`;
 *  - :::image ... source="x" alt-text="y" ... ::: becomes ![y](x); its
 *    ":::image-end:::" goes; lightbox and type do not matter;
 *  - other ::: directives (:::row:::, :::column:::, ::: zone ..., ::: moniker)
 *    lose their fences and keep their text, without the indent of a column;
 *    :::code and [!code-x[]()] are left out, with a note;
 *  - [!VIDEO address] becomes a link, [!div ...] goes;
 *  - everything inside fenced or indented code stays as it is. */
void markdown_prepare(struct str path, struct str body, int first_line,
                      markdown_include_fn *include, void *context,
                      struct arena *arena, struct markdown_clean *out);

/* --- outline --- */

/* A heading and what stands under it, up to the next heading of any level. */
struct markdown_section {
    /* Plain text; empty for what stands before the first heading. */
    struct str title;
    /* Unique in the article, by GitHub's rule: lower case, spaces to "-", only
     * letters, digits, "_" and "-" kept; "-1", "-2" after a name that is taken;
     * "section" when nothing is left. Empty before the first heading. */
    struct str anchor;
    int level;         /* 1 to 6; 0 before the first heading */
    int line;          /* 0-based line in the clean text */
    size_t text_begin; /* of its plain text, heading not included */
    size_t text_end;
};

struct markdown_link {
    struct str target; /* as written, entities and escapes undone */
    struct str label;  /* plain text or alternative text */
    bool is_image;
    int line; /* 0-based line in the clean text */
};

struct markdown_outline {
    /* Plain text of all sections in order, without their headings: one line
     * feed between blocks, list items and table rows, a tab between cells, code
     * as it stands, images as their alternative text, raw HTML without its
     * tags; no markup and no entities. */
    struct str text;
    struct markdown_section *sections;
    /* At least 1. There is a section before the first heading only when text
     * stands there, or when there is no heading. */
    size_t section_count;
    struct markdown_link *links;
    size_t link_count;
    struct str_list anchors; /* set by id= or name= in raw HTML, in order */
};

/* Parse clean Markdown once, in linear time. Everything is in `arena`. */
void markdown_outline(struct str clean, struct arena *arena,
                      struct markdown_outline *out);

/* --- render --- */

/* Where a link or image leads, decided by the caller. `url` empty: the link
 * has no target here, its text stays without a link (an image becomes its
 * alternative text). */
typedef struct str markdown_target_fn(void *context, struct str target,
                                      bool is_image, struct arena *arena);

enum markdown_toc { MARKDOWN_TOC_LEVEL_MIN = 2, MARKDOWN_TOC_LEVEL_MAX = 3 };

struct markdown_view {
    markdown_target_fn *target; /* NULL: targets as written */
    void *context;
    /* Leave out the first level-1 heading: the page has its title already. */
    bool skip_first_title;
};

/* Safe HTML of clean Markdown, in `arena`.
 *
 * Headings carry id= (the anchors of the outline) and a link to themselves;
 * tables stand in <div class="table">, cells with class="center" or "right";
 * code in <pre><code class="language-x">; "> [!NOTE]" and its like in
 * <aside class="callout callout-note"> with a title; tasks in <li class="task">;
 * images get loading="lazy". Heading levels are kept.
 *
 * Raw HTML keeps only a short list of harmless tags, without attributes and
 * balanced, and its id= and name= as anchors where no heading has the name; the
 * content of <script> and its like goes; what is no name of HTML, such as
 * <server>, is shown as written. Links are http:, https:, mailto: or without a
 * scheme, others lose their target. Ids come from the article, so the page
 * around it should use others. A page above 256 MB is empty. */
struct html_safe markdown_render(struct str clean,
                                 const struct markdown_view *view,
                                 struct arena *arena);

#endif
