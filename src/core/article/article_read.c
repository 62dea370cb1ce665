/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading an article file: its id, title, sections and links. What its front
 * matter says is article_front.c's.
 */
#include "core/article/article_parts.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/groups.h"
#include "core/article/roles.h"
#include "text/front_matter.h"
#include "text/language.h"
#include "text/utf8.h"

struct str article_id_of_path(struct str path, struct arena *arena)
{
    static const char digits[] = "0123456789ABCDEF";
    struct str stem =
        str_has_suffix(path, STR(".md")) ? str_first(path, path.len - 3) : path;
    char *id = arena_alloc(arena, 3 * stem.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < stem.len; i++) {
        char c = stem.ptr[i];
        unsigned char byte = (unsigned char) c;

        if (ascii_is_alnum(c) || c == '.' || c == '_' || c == '/' || c == '-') {
            id[len++] = c;
        } else {
            id[len++] = '%';
            id[len++] = digits[byte >> 4];
            id[len++] = digits[byte & 15];
        }
    }
    id[len] = '\0';
    return (struct str){id, len};
}

/* An id is also a path of an address: no segment of it may be empty or dots. */
static bool is_usable_id(struct str id)
{
    struct str rest = id;

    if (id.len == 0 || id.len > ARTICLE_ID_BYTES_MAX ||
        id.ptr[id.len - 1] == '/')
        return false;
    for (size_t i = 0; i < id.len; i++)
        if ((unsigned char) id.ptr[i] < ' ' || id.ptr[i] == 0x7F)
            return false;
    while (rest.len) {
        struct str segment = str_take_until(&rest, '/');

        if (segment.len == 0 || str_equal(segment, STR(".")) ||
            str_equal(segment, STR("..")))
            return false;
    }
    return true;
}

static void settle_id(struct article_reading *reading)
{
    struct slv_article *article = reading->article;

    if (is_usable_id(article->id))
        return;
    if (article->id.len)
        diagnostics_add(reading->diagnostics, SLV_WARNING, "id-unusable", 0,
                        "The id is longer than %d bytes, holds control "
                        "characters, or has a part between slashes that is "
                        "empty, '.' or '..'; the path is the id instead.",
                        ARTICLE_ID_BYTES_MAX);
    article->id = article_id_of_path(article->path, reading->arena);
}

/* On one line, however it was written. */
static struct str one_line(struct str text, struct arena *arena)
{
    char *line = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    text = str_trim(text);
    for (size_t i = 0; i < text.len; i++)
        if (!ascii_is_space(text.ptr[i]))
            line[len++] = text.ptr[i];
        else if (line[len - 1] != ' ')
            line[len++] = ' ';
    line[len] = '\0';
    return (struct str){line, len};
}

static struct str file_stem(struct str path)
{
    size_t slash = path.len;

    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    path = str_from_offset(path, slash);
    return str_has_suffix(path, STR(".md")) ? str_first(path, path.len - 3)
                                            : path;
}

static void settle_title(struct article_reading *reading,
                         const struct markdown_outline *outline)
{
    struct slv_article *article = reading->article;

    for (size_t i = 0; i < outline->section_count && !article->title.len; i++)
        article->title = outline->sections[i].title;
    article->title = one_line(article->title, reading->arena);
    if (article->title.len)
        return;
    article->title = file_stem(article->path);
    if (reading->is_fragment)
        return;
    diagnostics_add(reading->diagnostics, SLV_WARNING, "title-missing", 0,
                    "There is neither a title in the front matter nor a "
                    "heading; the file's name is the title.");
}

/* A section below one with a role has that role too, until a heading of the
 * same or a higher level. */
static void fill_sections(struct article_reading *reading,
                          const struct markdown_outline *outline)
{
    struct slv_article *article = reading->article;
    enum slv_role inherited = SLV_ROLE_NONE;
    int inherited_level = 0;

    article->section_count = outline->section_count;
    article->sections = arena_calloc(reading->arena, outline->section_count,
                                     sizeof *article->sections);
    for (size_t i = 0; i < outline->section_count; i++) {
        const struct markdown_section *from = &outline->sections[i];
        enum slv_role role =
            role_of_heading(from->title, reading->rules->role_headings,
                            reading->rules->role_heading_count);

        if (role != SLV_ROLE_NONE || from->level <= inherited_level) {
            inherited = role;
            inherited_level = role == SLV_ROLE_NONE ? 0 : from->level;
        }
        article->sections[i] = (struct slv_section){
            .title = from->title,
            .anchor = from->anchor,
            .role = inherited,
            .level = from->level,
            .text_begin = (uint32_t) from->text_begin,
            .text_end = (uint32_t) from->text_end,
        };
    }
}

static int line_in_file(const struct markdown_clean *clean, int line)
{
    if (line < 0 || (size_t) line >= clean->line_count)
        return 0;
    return clean->line_of[line];
}

static void fill_links(struct article_reading *reading,
                       const struct markdown_clean *clean,
                       const struct markdown_outline *outline,
                       struct article_draft *out)
{
    out->links =
        arena_calloc(reading->arena, outline->link_count, sizeof *out->links);
    for (size_t i = 0; i < outline->link_count; i++) {
        const struct markdown_link *link = &outline->links[i];
        size_t hash = str_find_char(link->target, '#');
        struct str target = str_first(link->target, hash);

        target = str_first(target, str_find_char(target, '?'));
        out->links[out->link_count++] = (struct article_link){
            .target = target,
            .fragment = hash < link->target.len
                            ? str_from_offset(link->target, hash + 1)
                            : STR(""),
            .is_image = link->is_image,
            .label = link->label,
            .line = line_in_file(clean, link->line),
        };
    }
}

static struct str without_bom(struct str bytes)
{
    struct str bom = STR("\xEF\xBB\xBF");

    return str_has_prefix(bytes, bom) ? str_from_offset(bytes, bom.len) : bytes;
}

/* Something before the first "---", or behind it, that keeps a block of keys
 * from being front matter: what it was meant to say is not known. */
static bool is_almost_front_matter(struct str text)
{
    struct str bom = STR("\xEF\xBB\xBF");
    struct str line;

    while (text.len &&
           (ascii_is_space(text.ptr[0]) || str_has_prefix(text, bom)))
        text = str_from_offset(text, ascii_is_space(text.ptr[0]) ? 1 : bom.len);
    if (!str_has_prefix(text, STR("---")))
        return false;
    (void) str_take_line(&text);
    line = text.len ? str_take_line(&text) : STR("");
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] == ':')
            return i > 0;
        if (!ascii_is_alnum(line.ptr[i]) && line.ptr[i] != '_' &&
            line.ptr[i] != '-' && line.ptr[i] != '.')
            return false;
    }
    return false;
}

/* A file without front matter in a folder for includes is a piece of other
 * articles: staff find it, customers read it where it is included. */
static bool stands_among_includes(struct str path)
{
    struct str folders = path;

    while (str_find_char(folders, '/') < folders.len) {
        struct str folder = str_take_until(&folders, '/');

        if (str_equal_nocase(folder, STR("includes")) ||
            str_equal_nocase(folder, STR("_includes")))
            return true;
    }
    return false;
}

static bool is_below(struct str path, struct str folder)
{
    return path.len > folder.len && path.ptr[folder.len] == '/' &&
           str_has_prefix(path, folder);
}

/* The language of an article that names none: that of the longest configured
 * folder it stands in; of a folder at the top that is called like a language
 * with its region or script ("fr-FR"; "it" and "id" mean other things too);
 * else the default. */
static struct str language_of_path(struct str path,
                                   const struct article_rules *rules,
                                   struct arena *arena)
{
    const struct slv_folder_language *found = NULL;
    struct str top = str_first(path, str_find_char(path, '/'));
    struct str value = rules->default_language;
    struct str tag;

    for (size_t i = 0; i < rules->folder_language_count; i++) {
        const struct slv_folder_language *row = &rules->folder_languages[i];

        if (is_below(path, row->folder) &&
            (!found || row->folder.len > found->folder.len))
            found = row;
    }
    if (found)
        value = found->language;
    else if (top.len < path.len && language_is_folder(top) &&
             str_find_char(top, '-') < top.len)
        value = top;
    return language_normalize(value, arena, &tag) ? tag : value;
}

/* Where the title stands: in the front matter, or the first heading. */
static int title_line(const struct front_matter *front,
                      const struct markdown_clean *clean,
                      const struct markdown_outline *outline)
{
    for (size_t i = 0; i < front->count; i++)
        if (str_equal_nocase(front->entries[i].key, STR("title")))
            return front->entries[i].line;
    for (size_t i = 0; i < outline->section_count; i++)
        if (outline->sections[i].title.len)
            return line_in_file(clean, outline->sections[i].line);
    return 0;
}

void article_read(const struct article_source *source,
                  const struct article_rules *rules,
                  markdown_include_fn *include, void *include_context,
                  struct arena *arena, struct article_draft *out,
                  struct diagnostics *diagnostics)
{
    struct slv_article *article = &out->article;
    struct article_reading reading = {rules,       arena, article,
                                      diagnostics, false, false};
    struct front_matter front;
    struct markdown_clean clean;
    struct markdown_outline outline;
    int bad_line;
    struct str text = utf8_repair(without_bom(source->bytes), arena, &bad_line);

    *out = (struct article_draft){
        .article = {.folder = source->folder,
                    .path = source->path,
                    .language = language_of_path(source->path, rules, arena),
                    .state = rules->default_state,
                    .access = rules->default_access,
                    .updated_unix_s = source->modified_unix_s}};
    if (bad_line)
        diagnostics_add(diagnostics, SLV_WARNING, "utf8-invalid", bad_line,
                        "The file is not valid UTF-8; bytes that cannot be "
                        "read are shown as U+FFFD.");
    front_matter_read(text, arena, &front);
    if (!front.is_present && front.problem.len == 0 &&
        is_almost_front_matter(text)) {
        front.problem = STR("The file seems to begin with front matter, but "
                            "\"---\" does not stand alone on its first line.");
        front.problem_line = 1;
    }
    article_read_front(&reading, &front);
    out->changes_at_unix_s =
        article_apply_schedule(&reading, rules->now_unix_s);
    reading.is_fragment = !front.is_present && front.problem.len == 0 &&
                          stands_among_includes(source->path);
    if (reading.is_fragment)
        article->access = SLV_ACCESS_INTERNAL;
    markdown_prepare(source->path, str_from_offset(text, front.body_offset),
                     front.body_line, include, include_context, arena, &clean);
    for (size_t i = 0; i < clean.notes.count; i++)
        diagnostics_add(diagnostics,
                        clean.notes.items[i].is_error ? SLV_ERROR : SLV_WARNING,
                        clean.notes.items[i].rule, clean.notes.items[i].line,
                        "%.*s", STR_ARG(clean.notes.items[i].message));
    markdown_outline(clean.text, arena, &outline);
    article->markdown = clean.text;
    article->text = outline.text;
    out->included = clean.included;
    out->anchors = outline.anchors;
    out->is_fragment = reading.is_fragment;
    out->line_of = clean.line_of;
    out->line_count = clean.line_count;
    out->title_line = title_line(&front, &clean, &outline);
    settle_id(&reading);
    settle_title(&reading, &outline);
    fill_sections(&reading, &outline);
    fill_links(&reading, &clean, &outline, out);
}

void article_name_words(struct str path, struct strbuf *out)
{
    size_t begin = path.len;

    while (begin > 0 && path.ptr[begin - 1] != '/')
        begin--;
    path = str_from_offset(path, begin);
    if (str_has_suffix(path, STR(".md")))
        path = str_first(path, path.len - 3);
    strbuf_clear(out);
    for (size_t i = 0; i < path.len; i++)
        strbuf_add_char(
            out, path.ptr[i] == '-' || path.ptr[i] == '_' ? ' ' : path.ptr[i]);
}

int article_secrecy(const struct slv_article *article)
{
    if (article->state != SLV_STATE_PUBLISHED ||
        article->access == SLV_ACCESS_INTERNAL)
        return 2;
    return article->access == SLV_ACCESS_RESTRICTED ? 1 : 0;
}

void article_read_fragment(struct str bytes, struct arena *arena,
                           struct slv_article *metadata, struct str *body)
{
    static const struct article_rules open_rules = {
        .default_state = SLV_STATE_PUBLISHED,
        .default_access = SLV_ACCESS_PUBLIC};
    struct str text = utf8_repair(without_bom(bytes), arena, NULL);
    struct diagnostics ignored;
    struct article_reading reading = {&open_rules, arena, metadata,
                                      &ignored,    false, false};
    struct front_matter front;

    *metadata = (struct slv_article){.state = open_rules.default_state,
                                     .access = open_rules.default_access};
    diagnostics_init(&ignored, STR(""), arena);
    front_matter_read(text, arena, &front);
    article_read_front(&reading, &front);
    if (metadata->publish_on_unix_s || metadata->unpublish_on_unix_s)
        metadata->state = SLV_STATE_DRAFT;
    *body = str_from_offset(text, front.body_offset);
}

bool article_may_include(const struct slv_article *outer,
                         const struct slv_article *inner)
{
    struct arena *arena;
    bool may;

    if (article_secrecy(outer) != 1 || article_secrecy(inner) != 1)
        return article_secrecy(outer) >= article_secrecy(inner);
    arena = arena_new();
    may = groups_are_within(groups_write(&outer->groups, arena),
                            groups_write(&inner->groups, arena));
    arena_free(arena);
    return may;
}
