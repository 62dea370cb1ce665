/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an article is: its metadata, sections and the two axes that say how far
 * it is trusted (state) and who may read it (access).
 */
#ifndef SOLVENT_ARTICLE_H
#define SOLVENT_ARTICLE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum slv_role {
    SLV_ROLE_NONE,
    SLV_ROLE_PROBLEM,
    SLV_ROLE_ENVIRONMENT,
    SLV_ROLE_CAUSE,
    SLV_ROLE_RESOLUTION,
    SLV_ROLE_WORKAROUND,
    SLV_ROLE_REPLY,
    SLV_ROLE_COUNT
};

enum slv_state {
    SLV_STATE_DRAFT,
    SLV_STATE_REVIEWED,
    SLV_STATE_PUBLISHED,
    SLV_STATE_ARCHIVED,
    SLV_STATE_COUNT
};

enum slv_access {
    SLV_ACCESS_PUBLIC,
    SLV_ACCESS_RESTRICTED,
    SLV_ACCESS_INTERNAL,
    SLV_ACCESS_COUNT
};

/* Names as they stand in front matter, filters and JSON ("resolution",
 * "published", "internal"; "" for SLV_ROLE_NONE). Borrowed, never NULL. */
const char *slv_role_name(enum slv_role role);
const char *slv_state_name(enum slv_state state);
const char *slv_access_name(enum slv_access access);
/* The other way round, ASCII case folded; false when there is no such name. */
bool slv_role_parse(struct str name, enum slv_role *out);
bool slv_state_parse(struct str name, enum slv_state *out);
bool slv_access_parse(struct str name, enum slv_access *out);

struct slv_section {
    struct str title;  /* plain text; empty before the first heading */
    struct str anchor; /* the fragment of its address, unique in the article */
    enum slv_role role;
    int level;           /* 1 to 6, 0 before the first heading */
    uint32_t text_begin; /* its plain text within slv_article.text */
    uint32_t text_end;
};

struct slv_image {
    struct str target; /* as written in the Markdown */
    struct str name;   /* of the stored file: hex digest and extension */
};

/* A file attached to an article (`attachments` of its front matter). */
struct slv_attachment {
    struct str path;   /* below the article folder, "tools/fix.ps1" */
    struct str name;   /* "fix.ps1" */
    struct str sha256; /* of its bytes, 64 lower case hex digits */
    uint64_t size_bytes;
};

/* One article as the index holds it. Strings borrow from whatever arena the
 * article was read into. Dates are seconds since 1970 UTC, 0 when not given. */
struct slv_article {
    struct str id;
    uint32_t folder; /* number of its article folder, from 0 */
    struct str path; /* relative to that, "a b/c.md" */
    struct str title;
    struct str description; /* one or two sentences of the writer */
    struct str language;    /* "en" */
    struct str owner;
    struct str fixed_in;
    struct str_list products;
    struct str_list versions;
    struct str_list platforms;
    struct str_list tags;
    struct str_list keywords;
    struct str_list errors;
    struct str_list groups;
    struct str_list replaces;
    struct str_list check_ignore; /* rules of writing that do not hold here */
    enum slv_state
        state; /* as the schedule below has it at the time of reading */
    enum slv_access access;
    int64_t published_on_unix_s;
    int64_t publish_on_unix_s;   /* published from then on, not before */
    int64_t unpublish_on_unix_s; /* archived from then on */
    int64_t reviewed_unix_s;
    int64_t review_after_unix_s;
    int64_t updated_unix_s; /* when the file was last changed */
    struct slv_section *sections;
    size_t section_count;
    struct slv_image *images;
    size_t image_count;
    struct str_list attaches; /* files as the front matter names them; the index
                                 holds the next two instead */
    struct slv_attachment *attachments;
    size_t attachment_count;
    struct str text; /* plain text of all sections */
    struct str
        markdown; /* without front matter and comments, includes resolved */
};

/* A hint is what a writer may want to know, and is only told when asked for. */
enum slv_severity { SLV_HINT, SLV_WARNING, SLV_ERROR, SLV_SEVERITY_COUNT };
/* "hint", "warning", "error"; borrowed. */
const char *slv_severity_name(enum slv_severity severity);

/* Something odd in an article file. Never stops a run, never loses an article. */
struct slv_diagnostic {
    struct str file; /* as given on the command line plus the path below it */
    int line;        /* 1-based, 0 when it is about the whole file */
    enum slv_severity severity;
    const char *rule;   /* short stable name, "link-missing" */
    struct str message; /* a whole sentence */
};

#ifdef __cplusplus
}
#endif
#endif
