/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Labels of parts, and leaving out what a case does not need, line by line. See
 * canned_parts.h.
 */
#include "core/cases/canned_parts.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/versions.h"

#include <stdint.h>

enum { HEADING_LEVELS = 6, LABEL_BYTES_MAX = 200, ITEM_NUMBER_MAX = 999999999 };

/* --- platforms --- */

/* Names as people write them; the family is one of them. */
static const struct platform {
    struct str name;
    struct str family;
} platforms[] = {
    {{"windows", 7}, {"windows", 7}},   {{"linux", 5}, {"linux", 5}},
    {{"ubuntu", 6}, {"linux", 5}},      {{"debian", 6}, {"linux", 5}},
    {{"fedora", 6}, {"linux", 5}},      {{"red hat", 7}, {"linux", 5}},
    {{"rhel", 4}, {"linux", 5}},        {{"centos", 6}, {"linux", 5}},
    {{"rocky", 5}, {"linux", 5}},       {{"suse", 4}, {"linux", 5}},
    {{"alpine", 6}, {"linux", 5}},      {{"arch", 4}, {"linux", 5}},
    {{"macos", 5}, {"macos", 5}},       {{"mac", 3}, {"macos", 5}},
    {{"mac os", 6}, {"macos", 5}},      {{"os x", 4}, {"macos", 5}},
    {{"android", 7}, {"android", 7}},   {{"ios", 3}, {"ios", 3}},
    {{"ipados", 6}, {"ios", 3}},        {{"freebsd", 7}, {"freebsd", 7}},
    {{"openbsd", 7}, {"openbsd", 7}},   {{"solaris", 7}, {"solaris", 7}},
    {{"chromeos", 8}, {"chromeos", 8}}, {{"aix", 3}, {"aix", 3}},
};

static bool is_word_char(char c)
{
    return ascii_is_alnum(c) || (unsigned char) c >= 0x80;
}

/* Where `name` stands in `text` as whole words, or text.len. */
static size_t find_words(struct str text, struct str name)
{
    for (size_t at = 0; name.len > 0 && at + name.len <= text.len; at++) {
        size_t end = at + name.len;

        if (str_equal_nocase((struct str){text.ptr + at, name.len}, name) &&
            (at == 0 || !is_word_char(text.ptr[at - 1])) &&
            (end == text.len || !is_word_char(text.ptr[end])))
            return at;
    }
    return text.len;
}

/* "11", "22.04", "Server 2022", "10 22H2" behind a name. */
static bool is_edition(struct str rest)
{
    bool has_digit = false;

    rest = str_trim(rest);
    if (rest.len >= 6 && str_equal_nocase(str_first(rest, 6), STR("server")))
        rest = str_trim(str_from_offset(rest, 6));
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.ptr[i];

        has_digit = has_digit || (c >= '0' && c <= '9');
        if (!ascii_is_alnum(c) && c != '.' && c != ' ')
            return false;
    }
    return rest.len == 0 || has_digit;
}

/* The longest known name that `text` begins with and that nothing but an edition
 * follows. */
static const struct platform *platform_of(struct str text)
{
    const struct platform *best = NULL;

    for (size_t i = 0; i < ARRAY_LEN(platforms); i++) {
        struct str name = platforms[i].name;

        if (find_words(text, name) == 0 && text.len > 0 &&
            is_edition(str_from_offset(text, name.len)) &&
            (!best || name.len > best->name.len))
            best = &platforms[i];
    }
    return best;
}

static bool is_of_article(struct str text, const struct slv_article *article)
{
    for (size_t i = 0; i < article->platforms.count; i++)
        if (str_equal_nocase(article->platforms.items[i], text))
            return true;
    return false;
}

/* Does an edition ("11") stand behind the name that is at `at`? */
static bool has_edition(struct str environment, size_t at, size_t len)
{
    struct str rest = str_trim(str_from_offset(environment, at + len));

    return rest.len > 0 && rest.ptr[0] >= '0' && rest.ptr[0] <= '9';
}

static enum canned_fit fit_family(struct str text,
                                  const struct platform *wanted,
                                  struct str environment)
{
    bool is_named = false; /* any platform is */
    bool may_be = false;

    for (size_t i = 0; i < ARRAY_LEN(platforms); i++) {
        const struct platform *one = &platforms[i];
        size_t at = find_words(environment, one->name);

        if (at == environment.len)
            continue;
        is_named = true;
        if (!str_equal(one->family, wanted->family))
            continue;
        /* the label names the whole family: every member is meant */
        if (str_equal_nocase(text, wanted->family) ||
            (str_equal(wanted->family, STR("macos")) &&
             text.len == wanted->name.len))
            return CANNED_FITS;
        /* the case names the family alone, and the label a member of it */
        if (str_equal(one->name, wanted->name) ||
            str_equal(one->name, one->family))
            may_be = may_be || !has_edition(environment, at, one->name.len);
    }
    return !is_named || may_be ? CANNED_UNKNOWN : CANNED_DIFFERS;
}

static enum canned_fit fit_platform(struct str text,
                                    const struct slv_article *article,
                                    struct str environment)
{
    const struct platform *wanted = platform_of(text);

    if (environment.len == 0)
        return CANNED_UNKNOWN;
    if (find_words(environment, text) < environment.len)
        return CANNED_FITS;
    if (wanted)
        return fit_family(text, wanted, environment);
    for (size_t i = 0; i < article->platforms.count; i++)
        if (find_words(environment, article->platforms.items[i]) <
            environment.len)
            return CANNED_DIFFERS;
    return CANNED_UNKNOWN;
}

/* --- labels --- */

static enum canned_fit fit_version(struct str text, struct str version)
{
    struct version_set meant;
    struct version_set is;

    if (version.len == 0)
        return CANNED_UNKNOWN;
    if (str_equal_nocase(text, version))
        return CANNED_FITS;
    if (!version_set_parse(text, &meant))
        return CANNED_DIFFERS;
    if (!version_set_parse(version, &is) || !is.is_plain)
        return CANNED_UNKNOWN;
    return version_set_includes(&meant, &is) ? CANNED_FITS : CANNED_DIFFERS;
}

static bool take_word(struct str *text, struct str word)
{
    if (text->len <= word.len ||
        !str_equal_nocase(str_first(*text, word.len), word) ||
        text->ptr[word.len] != ' ')
        return false;
    *text = str_trim(str_from_offset(*text, word.len));
    return true;
}

static struct str without_only(struct str text)
{
    const struct str only = STR(" only");

    (void) take_word(&text, STR("only"));
    (void) take_word(&text, STR("for"));
    (void) take_word(&text, STR("on"));
    (void) take_word(&text, STR("platform"));
    if (text.len > only.len &&
        str_equal_nocase(str_from_offset(text, text.len - only.len), only))
        text = str_trim(str_first(text, text.len - only.len));
    return text;
}

/* What is known of one kind of conditions, of which one has to fit. */
struct kind {
    bool is_named;
    enum canned_fit fit;
};

static void add_fit(struct kind *kind, enum canned_fit fit)
{
    if (!kind->is_named || fit < kind->fit)
        kind->fit = fit;
    kind->is_named = true;
}

/* The next condition of a list: up to a comma, or to " on " behind a version. */
static struct str take_condition(struct str *rest)
{
    const struct str on = STR(" on ");
    size_t end = str_find_char(*rest, ',');
    size_t at = str_find(*rest, on, 0);
    struct str one;

    if (at < end) {
        one = str_first(*rest, at);
        *rest = str_from_offset(*rest, at + on.len);
        return str_trim(one);
    }
    one = str_first(*rest, end);
    *rest = str_from_offset(*rest, end < rest->len ? end + 1 : end);
    return str_trim(one);
}

bool canned_label_fit(struct str label, const struct slv_article *article,
                      const struct canned_place *place, enum canned_fit *out)
{
    struct kind versions = {.is_named = false};
    struct kind named = {.is_named = false};
    bool is_version = false; /* so is what follows one and begins so */
    struct str rest = str_trim(label);

    if (rest.len == 0 || rest.len > LABEL_BYTES_MAX)
        return false;
    while (rest.len > 0) {
        struct str whole = take_condition(&rest);
        struct str one =
            is_of_article(whole, article) ? whole : without_only(whole);
        bool is_said =
            take_word(&one, STR("version")) || take_word(&one, STR("versions"));

        is_version = is_said || (is_version && one.len > 0 &&
                                 one.ptr[0] >= '0' && one.ptr[0] <= '9');
        if (is_version)
            add_fit(&versions, fit_version(one, place->version));
        else if (platform_of(one) || is_of_article(one, article))
            add_fit(&named, fit_platform(one, article, place->environment));
        else
            return false;
    }
    *out = versions.is_named && named.is_named
               ? (versions.fit > named.fit ? versions.fit : named.fit)
           : versions.is_named ? versions.fit
                               : named.fit;
    return true;
}

/* --- lines --- */

struct parting {
    const struct slv_article *article;
    const struct canned_place *place;
    struct strbuf out;
    size_t fence; /* length of an open fence of code; 0: none */
    char fence_sign;
    int dropped_level; /* of the heading whose part is left out; 0: none */
    bool drops_item;   /* with all that is indented further */
    size_t item_indent;
    bool drops_paragraph;
    bool was_blank;          /* the line before */
    size_t list_indent;      /* of the list whose numbers are counted anew */
    unsigned long long gone; /* items left out of it */
};

static size_t indent_of(struct str line)
{
    size_t indent = 0;

    while (indent < line.len && line.ptr[indent] == ' ')
        indent++;
    return indent;
}

static size_t fence_len(struct str text)
{
    size_t len = 0;

    if (text.len < 3 || (text.ptr[0] != '`' && text.ptr[0] != '~'))
        return 0;
    while (len < text.len && text.ptr[len] == text.ptr[0])
        len++;
    return len >= 3 ? len : 0;
}

static int heading_level(struct str text)
{
    size_t level = 0;

    while (level < text.len && text.ptr[level] == '#')
        level++;
    return level >= 1 && level <= HEADING_LEVELS &&
                   (level == text.len || text.ptr[level] == ' ')
               ? (int) level
               : 0;
}

/* "1. ", "- ": length of the mark with its blanks; 0: no item. *number: of an
 * ordered one, with how many digits. */
static size_t item_mark(struct str text, unsigned long long *number,
                        size_t *digits)
{
    size_t at = 0;

    *number = 0;
    *digits = 0;
    while (at < text.len && at < 9 && text.ptr[at] >= '0' &&
           text.ptr[at] <= '9')
        at++;
    *digits = at;
    if (at > 0 && at < text.len && (text.ptr[at] == '.' || text.ptr[at] == ')'))
        (void) str_to_uint(str_first(text, at), number);
    else if (at > 0 || text.len == 0 ||
             (text.ptr[0] != '-' && text.ptr[0] != '*' && text.ptr[0] != '+'))
        return 0;
    at++;
    if (at >= text.len || text.ptr[at] != ' ')
        return 0;
    while (at < text.len && text.ptr[at] == ' ')
        at++;
    return at;
}

/* "(label) text": *rest is the text. */
static bool front_label(const struct parting *parting, struct str text,
                        enum canned_fit *fit, struct str *rest)
{
    size_t end = str_find_char(text, ')');

    if (text.len == 0 || text.ptr[0] != '(' || end == text.len ||
        !canned_label_fit((struct str){text.ptr + 1, end - 1}, parting->article,
                          parting->place, fit))
        return false;
    *rest = str_trim(str_from_offset(text, end + 1));
    if (rest->len > 0 && rest->ptr[0] == ':')
        *rest = str_trim(str_from_offset(*rest, 1));
    return true;
}

/* "For version 3", "On Windows", "Restart it (Windows)": *rest is what stands
 * without the label. */
static bool heading_label(const struct parting *parting, struct str title,
                          enum canned_fit *fit, struct str *rest)
{
    struct str text = title;
    size_t open = title.len;

    while (str_has_suffix(text, STR(":")))
        text.len--;
    if ((take_word(&text, STR("for")) || take_word(&text, STR("on"))) &&
        canned_label_fit(text, parting->article, parting->place, fit)) {
        *rest = STR("");
        return true;
    }
    for (size_t i = 0; i < title.len; i++)
        if (title.ptr[i] == '(')
            open = i;
    if (open == title.len || title.ptr[title.len - 1] != ')' ||
        !canned_label_fit(
            (struct str){title.ptr + open + 1, title.len - open - 2},
            parting->article, parting->place, fit)) {
        *rest = STR("");
        return canned_label_fit(title, parting->article, parting->place, fit);
    }
    *rest = str_trim(str_first(title, open));
    return true;
}

static void put_line(struct parting *parting, struct str line)
{
    strbuf_add_str(&parting->out, line);
    strbuf_add_char(&parting->out, '\n');
}

static void put_heading(struct parting *parting, struct str line, int level)
{
    struct str title =
        str_trim(str_from_offset(str_trim(line), (size_t) level));
    enum canned_fit fit;
    struct str rest;

    while (str_has_suffix(title, STR("#")))
        title.len--;
    title = str_trim(title);
    if (!heading_label(parting, title, &fit, &rest) || fit == CANNED_UNKNOWN) {
        put_line(parting, line);
        return;
    }
    if (fit == CANNED_DIFFERS) {
        parting->dropped_level = level;
        return;
    }
    if (rest.len == 0) /* nothing but the label stood there */
        return;
    for (int i = 0; i < level; i++)
        strbuf_add_char(&parting->out, '#');
    strbuf_add_char(&parting->out, ' ');
    put_line(parting, rest);
}

static void put_item(struct parting *parting, struct str line, size_t indent,
                     size_t mark, unsigned long long number, size_t digits)
{
    struct str text = str_from_offset(line, indent + mark);
    enum canned_fit fit = CANNED_UNKNOWN;
    struct str rest = text;
    bool is_labelled = front_label(parting, text, &fit, &rest);

    if (indent <= parting->list_indent && parting->list_indent != indent)
        parting->gone = 0;
    if (is_labelled && fit == CANNED_DIFFERS) {
        parting->drops_item = true;
        parting->item_indent = indent;
        if (parting->list_indent != indent)
            parting->gone = 0;
        parting->list_indent = indent;
        parting->gone++;
        return;
    }
    for (size_t i = 0; i < indent; i++)
        strbuf_add_char(&parting->out, ' ');
    if (digits > 0 && indent == parting->list_indent &&
        number > parting->gone && number <= ITEM_NUMBER_MAX) {
        strbuf_add_format(&parting->out, "%llu", number - parting->gone);
        strbuf_add_str(&parting->out,
                       (struct str){line.ptr + indent + digits, mark - digits});
    } else {
        strbuf_add_str(&parting->out, (struct str){line.ptr + indent, mark});
    }
    put_line(parting, is_labelled && fit == CANNED_FITS ? rest : text);
}

/* Does the line still belong to what is left out? */
static bool is_dropped(struct parting *parting, struct str line, bool is_code)
{
    struct str text = str_trim(line);
    int level = is_code ? 0 : heading_level(text);
    unsigned long long number;
    size_t digits;

    if (parting->dropped_level > 0) {
        if (level == 0 || level > parting->dropped_level)
            return true;
        parting->dropped_level = 0;
    }
    if (parting->drops_item) {
        bool is_lazy = !parting->was_blank && level == 0 &&
                       fence_len(text) == 0 &&
                       item_mark(text, &number, &digits) == 0;

        if (text.len == 0 || is_code || is_lazy ||
            indent_of(line) > parting->item_indent)
            return true;
        parting->drops_item = false;
    }
    if (parting->drops_paragraph) {
        if (text.len > 0 && level == 0)
            return true;
        parting->drops_paragraph = false;
    }
    return false;
}

static void part_line(struct parting *parting, struct str line)
{
    struct str text = str_trim(line);
    size_t indent = indent_of(line);
    size_t fence = fence_len(text);
    bool is_code = parting->fence > 0;
    enum canned_fit fit;
    unsigned long long number;
    struct str rest;
    size_t digits;
    size_t mark;
    bool goes;

    goes = is_dropped(parting, line, is_code);
    parting->was_blank = text.len == 0;
    if (fence > 0 && parting->fence == 0) {
        parting->fence = fence;
        parting->fence_sign = text.ptr[0];
        is_code = true;
    } else if (fence >= parting->fence && is_code &&
               text.ptr[0] == parting->fence_sign) {
        parting->fence = 0;
    }
    if (goes)
        return;
    if (is_code || text.len == 0) {
        put_line(parting, line);
        return;
    }
    if (heading_level(text) > 0) {
        parting->gone = 0;
        put_heading(parting, line, heading_level(text));
        return;
    }
    mark = item_mark(text, &number, &digits);
    if (mark > 0) {
        put_item(parting, line, indent, mark, number, digits);
        return;
    }
    if (indent <= parting->list_indent)
        parting->gone = 0;
    if (!front_label(parting, text, &fit, &rest) || fit == CANNED_UNKNOWN)
        put_line(parting, line);
    else if (fit == CANNED_DIFFERS)
        parting->drops_paragraph = true;
    else
        put_line(parting, rest);
}

/* Headings with a line of signs below them, as headings with signs before. */
static bool is_underline(struct str line, char sign)
{
    struct str text = str_trim(line);

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != sign)
            return false;
    return text.len > 0;
}

struct str canned_parts(struct str markdown, const struct slv_article *article,
                        const struct canned_place *place, struct arena *arena)
{
    struct parting parting = {.article = article, .place = place};
    struct str out;

    strbuf_init(&parting.out, SIZE_MAX / 2);
    while (markdown.len > 0) {
        struct str line = str_take_line(&markdown);
        struct str rest = markdown;
        struct str next = str_take_line(&rest);
        struct str text = str_trim(line);
        unsigned long long number;
        size_t digits;
        bool may_be = parting.fence == 0 && text.len > 0 &&
                      fence_len(text) == 0 && heading_level(text) == 0 &&
                      item_mark(text, &number, &digits) == 0 &&
                      indent_of(line) < 4;

        if (may_be && is_underline(next, '=')) {
            markdown = rest;
            line = arena_format(arena, "# %.*s", STR_ARG(text));
        } else if (may_be && is_underline(next, '-')) {
            markdown = rest;
            line = arena_format(arena, "## %.*s", STR_ARG(text));
        }
        part_line(&parting, line);
    }
    out = arena_str(arena, strbuf_str(&parting.out));
    strbuf_release(&parting.out);
    return out;
}
