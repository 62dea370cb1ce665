/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One Markdown file to one article: front matter to metadata, Markdown to
 * sections with roles, and everything odd to diagnostics. Never fails, does no
 * I/O: included files are asked for through the caller's function.
 */
#ifndef ARTICLE_READ_H
#define ARTICLE_READ_H

#include "core/article/diagnostics.h"
#include "solvent/article.h"
#include "solvent/index.h"
#include "text/markdown.h"

struct arena;

enum { ARTICLE_FILE_BYTES_MAX = 16 * 1024 * 1024, ARTICLE_ID_BYTES_MAX = 1000 };

struct article_source {
    uint32_t folder;  /* number of the article folder */
    struct str path;  /* relative to it */
    struct str bytes; /* as read */
    int64_t modified_unix_s;
};

/* What holds where an article says nothing. */
struct article_rules {
    enum slv_state default_state;
    enum slv_access default_access;
    struct str default_language;
    const struct slv_folder_language *folder_languages;
    size_t folder_language_count;
    const struct slv_role_heading *role_headings;
    size_t role_heading_count;
    int64_t now_unix_s; /* what is scheduled for later has not happened yet */
};

struct article_link {
    struct str target; /* without query and fragment */
    struct str fragment;
    bool is_image;
    struct str label; /* plain text, or the alternative text */
    int line;         /* 1-based in the file */
};

struct article_draft {
    struct slv_article article; /* images are for the caller to fill */
    struct article_link *links; /* every link and image of the article */
    size_t link_count;
    struct str_list included; /* paths of the files that were included */
    struct str_list anchors;  /* set by raw HTML, besides those of headings */
    const int *line_of; /* of each line of article.markdown: its in the file */
    size_t line_count;
    bool is_fragment; /* a piece of other articles */
    int title_line;   /* 0: neither front matter nor heading gives one */
    int64_t changes_at_unix_s; /* when the schedule gives the article another
                                  state than now; 0: never */
};

/* Read `source`. Strings borrow from its bytes or are in `arena`. */
void article_read(const struct article_source *source,
                  const struct article_rules *rules,
                  markdown_include_fn *include, void *include_context,
                  struct arena *arena, struct article_draft *out,
                  struct diagnostics *diagnostics);

/* The id of a file whose front matter gives none: its path without ".md",
 * bytes outside A-Za-z0-9._/- percent-encoded. */
struct str article_id_of_path(struct str path, struct arena *arena);

/* The last part of `path` without ".md" and as words ("disk-full.md" gives
 * "disk full"), in place of what was in `out`. */
void article_name_words(struct str path, struct strbuf *out);

/* How secret `article` is, for comparing: 0 public, 1 restricted, 2 internal
 * or not published. */
int article_secrecy(const struct slv_article *article);

/* An included file: its metadata (as article_read() would see it, but nothing
 * is said about an id or a title) and its body, repaired, without BOM and front
 * matter. What its front matter does not say is as open as can be. One with a
 * schedule is a draft: whoever includes it is not read again when its time
 * comes. */
void article_read_fragment(struct str bytes, struct arena *arena,
                           struct slv_article *metadata, struct str *body);
/* May the text of `inner` stand in `outer`: everybody who may read outer may
 * read inner. */
bool article_may_include(const struct slv_article *outer,
                         const struct slv_article *inner);

#endif
