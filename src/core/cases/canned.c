/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding the section, taking its Markdown apart line by line, and filling in
 * placeholders. What may be sent is decided by the callers.
 */
#include "core/cases/canned.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/canned_parts.h"
#include "text/markdown.h"
#include "text/uri.h"
#include "text/utf8.h"

enum { PLACEHOLDER_BYTES_MAX = 80, PLACEHOLDERS_MAX = 64 };

/* --- placeholders --- */

struct placeholder {
    struct str all;   /* with its braces */
    struct str value; /* what it stands for; empty: not known */
};

static bool known_value(struct str name, const struct canned_values *values,
                        struct str *out)
{
    const struct {
        struct str name;
        struct str value;
    } known[] = {
        {STR("customer.name"), values->customer_name},
        {STR("contact.name"), values->contact_name},
        {STR("case.number"), values->case_number},
        {STR("product"), values->product},
        {STR("version"), values->version},
        {STR("agent.name"), values->agent_name},
    };

    *out = STR("");
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (!str_equal_nocase(name, known[i].name))
            continue;
        *out = known[i].value;
        return true;
    }
    return false;
}

static bool is_name(struct str name)
{
    for (size_t i = 0; i < name.len; i++) {
        char c = name.ptr[i];

        if (!ascii_is_alnum(c) && c != '.' && c != '_' && c != '-')
            return false;
    }
    return name.len > 0;
}

/* The first placeholder at or after `from`; false when there is none. */
static bool find_placeholder(struct str text, size_t from,
                             const struct canned_values *values,
                             struct placeholder *out)
{
    for (size_t at = str_find(text, STR("{{"), from); at < text.len;
         at = str_find(text, STR("{{"), at + 1)) {
        size_t end = str_find(text, STR("}}"), at + 2);
        struct str inner = {text.ptr + at + 2, end - at - 2};
        struct str name;
        bool is_known;

        if (end == text.len)
            return false;
        if (inner.len > PLACEHOLDER_BYTES_MAX)
            continue;
        name = str_trim(inner);
        is_known = known_value(name, values, &out->value);
        if (!is_known && (name.len != inner.len || !is_name(name)))
            continue;
        out->all = (struct str){text.ptr + at, end + 2 - at};
        return true;
    }
    return false;
}

struct str canned_fill(struct str text, const struct canned_values *values,
                       struct arena *arena)
{
    struct strbuf out;
    struct placeholder found;
    struct str filled;
    size_t done = 0;

    strbuf_init(&out, SIZE_MAX / 2);
    for (size_t from = 0; find_placeholder(text, from, values, &found);) {
        size_t at = (size_t) (found.all.ptr - text.ptr);

        from = at + found.all.len;
        if (found.value.len == 0)
            continue;
        strbuf_add(&out, text.ptr + done, at - done);
        strbuf_add_str(&out, found.value);
        done = from;
    }
    strbuf_add_str(&out, str_from_offset(text, done));
    filled = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return filled;
}

struct str_list canned_unfilled(struct str text, struct arena *arena)
{
    static const struct canned_values none;
    struct str_list out = {
        arena_calloc(arena, PLACEHOLDERS_MAX, sizeof *out.items), 0};
    struct placeholder found;
    size_t from = 0;

    while (out.count < PLACEHOLDERS_MAX &&
           find_placeholder(text, from, &none, &found)) {
        bool is_there = false;

        from = (size_t) (found.all.ptr - text.ptr) + found.all.len;
        for (size_t i = 0; i < out.count; i++)
            is_there = is_there || str_equal(out.items[i], found.all);
        if (!is_there)
            out.items[out.count++] = arena_str(arena, found.all);
    }
    return out;
}

/* --- Markdown as text --- */

static bool is_escapable(char c)
{
    return c > ' ' && c < 0x7F && !ascii_is_alnum(c);
}

/* Where "[...]" that begins at `at` ends (its bracket), or text.len. */
static size_t bracket_end(struct str text, size_t at, char open, char close)
{
    int depth = 0;

    for (size_t i = at; i < text.len && text.ptr[i] != '\n'; i++) {
        if (text.ptr[i] == '\\')
            i++;
        else if (text.ptr[i] == open)
            depth++;
        else if (text.ptr[i] == close && --depth == 0)
            return i;
    }
    return text.len;
}

static void add_inline(struct strbuf *out, struct str text, int depth);

/* A link or image at `at`; how many bytes it takes, 0 when it is none. */
static size_t add_link(struct strbuf *out, struct str text, size_t at,
                       int depth)
{
    bool is_image = text.ptr[at] == '!';
    size_t begin = at + is_image;
    size_t middle = bracket_end(text, begin, '[', ']');
    size_t end;
    struct str label;
    struct str target;

    if (middle + 1 >= text.len || text.ptr[middle + 1] != '(')
        return 0;
    end = bracket_end(text, middle + 1, '(', ')');
    if (end == text.len)
        return 0;
    label = (struct str){text.ptr + begin + 1, middle - begin - 1};
    target = str_trim((struct str){text.ptr + middle + 2, end - middle - 2});
    target = str_take_until(&target, ' ');
    if (str_has_prefix(target, STR("<")) && str_has_suffix(target, STR(">")))
        target = (struct str){target.ptr + 1, target.len - 2};
    add_inline(out, label, depth + 1);
    if (!is_image && uri_is_absolute(target) && !str_equal(label, target)) {
        strbuf_add_cstr(out, " (");
        strbuf_add_str(out, target);
        strbuf_add_char(out, ')');
    }
    return end + 1 - at;
}

/* The length of a run of backticks. */
static size_t tick_run(struct str text, size_t at)
{
    size_t len = 0;

    while (at + len < text.len && text.ptr[at + len] == '`')
        len++;
    return len;
}

/* A span of code at `at` without its signs; bytes taken, 0 when it is none. */
static size_t add_code(struct strbuf *out, struct str text, size_t at)
{
    size_t run = tick_run(text, at);

    for (size_t i = at + run; i < text.len; i++) {
        size_t closing = tick_run(text, i);

        if (closing == run) {
            strbuf_add_str(
                out, str_trim((struct str){text.ptr + at + run, i - at - run}));
            return i + run - at;
        }
        if (closing > 0)
            i += closing - 1;
    }
    return 0;
}

/* Is the run of * or _ at `at` a sign of emphasis? Beside a word on one side
 * only; "_" inside a name and "*" between blanks are none. */
static bool is_emphasis(struct str text, size_t at, size_t len)
{
    bool after_word = at > 0 && !ascii_is_space(text.ptr[at - 1]);
    bool before_word =
        at + len < text.len && !ascii_is_space(text.ptr[at + len]);

    if (!after_word && !before_word)
        return false;
    if (text.ptr[at] == '*')
        return true;
    return !(after_word && before_word && ascii_is_alnum(text.ptr[at - 1]) &&
             ascii_is_alnum(text.ptr[at + len]));
}

static void add_inline(struct strbuf *out, struct str text, int depth)
{
    for (size_t at = 0; at < text.len;) {
        char c = text.ptr[at];
        size_t taken = 0;

        if (c == '\\' && at + 1 < text.len && is_escapable(text.ptr[at + 1])) {
            strbuf_add_char(out, text.ptr[at + 1]);
            at += 2;
            continue;
        }
        if (c == '`')
            taken = add_code(out, text, at);
        else if (depth < 4 && (c == '[' || (c == '!' && at + 1 < text.len &&
                                            text.ptr[at + 1] == '[')))
            taken = add_link(out, text, at, depth);
        else if (c == '*' || c == '_') {
            size_t len = 1;

            while (at + len < text.len && text.ptr[at + len] == c)
                len++;
            if (is_emphasis(text, at, len))
                taken = len;
        }
        if (taken == 0) {
            strbuf_add_char(out, c);
            taken = 1;
        }
        at += taken;
    }
}

/* Signs at the beginning of a line that say what it is, and nothing to a reader
 * of a letter: "## ", "> ", "[!NOTE]". */
static struct str without_block_signs(struct str line)
{
    struct str rest = str_trim(line);
    size_t level = 0;

    while (str_has_prefix(rest, STR(">")))
        rest = line = str_trim(str_from_offset(rest, 1));
    if (str_has_prefix(rest, STR("[!")) && str_has_suffix(rest, STR("]")))
        return STR("");
    while (level < rest.len && rest.ptr[level] == '#')
        level++;
    if (level > 0 && level <= 6 && level < rest.len && rest.ptr[level] == ' ') {
        rest = str_trim(str_from_offset(rest, level));
        while (str_has_suffix(rest, STR("#")))
            rest.len--;
        return str_trim(rest);
    }
    return line;
}

/* The fence that a line begins, "```" or more; 0 when it begins none. */
static size_t fence_of(struct str line, char *sign)
{
    struct str text = str_trim(line);
    size_t len = 0;

    if (text.len < 3 || (text.ptr[0] != '`' && text.ptr[0] != '~'))
        return 0;
    while (len < text.len && text.ptr[len] == text.ptr[0])
        len++;
    *sign = text.ptr[0];
    return len >= 3 ? len : 0;
}

struct str canned_plain(struct str markdown, struct arena *arena)
{
    struct strbuf out;
    struct str plain;
    size_t fence = 0;
    char fence_sign = 0;
    bool has_blank = true; /* before the first line nothing is parted */

    strbuf_init(&out, SIZE_MAX / 2);
    while (markdown.len > 0) {
        struct str line = str_take_line(&markdown);
        char sign = 0;
        size_t found = fence_of(line, &sign);

        if (found > 0 &&
            (fence == 0 || (sign == fence_sign && found >= fence))) {
            fence_sign = sign;
            fence = fence == 0 ? found : 0;
            continue;
        }
        if (fence > 0) {
            strbuf_add_cstr(&out, "    ");
            strbuf_add_str(&out, line);
        } else {
            struct str text = without_block_signs(line);

            if (str_trim(text).len == 0) {
                if (!has_blank)
                    strbuf_add_char(&out, '\n');
                has_blank = true;
                continue;
            }
            add_inline(&out, text, 0);
        }
        strbuf_add_char(&out, '\n');
        has_blank = false;
    }
    plain = strbuf_str(&out);
    while (plain.len > 0 && ascii_is_space(plain.ptr[plain.len - 1]))
        plain.len--;
    plain = arena_str(arena, plain);
    strbuf_release(&out);
    return plain;
}

/* --- the section --- */

/* Lines `first` to `end` of a text. */
static struct str lines_of(struct str text, int first, int end)
{
    struct str rest = text;
    const char *begin;
    int line = 0;

    for (; line < first && rest.len > 0; line++)
        (void) str_take_line(&rest);
    begin = rest.ptr;
    for (; line < end && rest.len > 0; line++)
        (void) str_take_line(&rest);
    return (struct str){begin, (size_t) (rest.ptr - begin)};
}

static struct str section_markdown(const struct slv_article *article,
                                   const struct markdown_outline *outline,
                                   enum slv_role role)
{
    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];
        size_t end = i + 1;

        if (section->role != role || section->level == 0)
            continue;
        while (end < article->section_count &&
               article->sections[end].level > section->level)
            end++;
        return lines_of(article->markdown, outline->sections[i].line + 1,
                        end < article->section_count
                            ? outline->sections[end].line
                            : INT32_MAX);
    }
    return STR("");
}

/* A heading with a line of signs below it takes two lines. */
static struct str without_underline(struct str markdown)
{
    struct str rest = markdown;
    struct str line = str_trim(str_take_line(&rest));
    bool is_underline = line.len > 0;

    for (size_t i = 0; i < line.len; i++)
        is_underline =
            is_underline && (line.ptr[i] == '=' || line.ptr[i] == '-');
    return is_underline ? rest : markdown;
}

struct str canned_reply(const struct slv_article *article,
                        const struct canned_values *values, struct arena *arena)
{
    const struct canned_place place = {values->version, values->environment};
    static const enum slv_role roles[] = {SLV_ROLE_REPLY, SLV_ROLE_RESOLUTION};
    struct markdown_outline outline;

    markdown_outline(article->markdown, arena, &outline);
    if (outline.section_count != article->section_count)
        return STR("");
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        struct str found = section_markdown(article, &outline, roles[i]);
        struct str plain;

        if (found.len == 0)
            continue;
        found = canned_parts(without_underline(found), article, &place, arena);
        plain = canned_plain(found, arena);
        if (plain.len > 0)
            return utf8_prefix(plain, CANNED_BYTES_MAX);
    }
    return STR("");
}

enum slv_status canned_check_filled(struct str text, struct arena *arena,
                                    struct slv_error *err)
{
    struct str_list left = canned_unfilled(text, arena);
    struct strbuf names;

    if (left.count == 0)
        return SLV_OK;
    strbuf_init(&names, 400);
    for (size_t i = 0; i < left.count; i++) {
        if (i > 0)
            strbuf_add_cstr(&names, ", ");
        strbuf_add_str(&names, left.items[i]);
    }
    (void) slv_fail(err, SLV_ERR_INPUT,
                    "This was not sent: %s still stand%s in the text. Write "
                    "what belongs there",
                    names.len > 0 ? names.ptr : "a placeholder",
                    left.count == 1 ? "s" : "");
    strbuf_release(&names);
    return SLV_ERR_INPUT;
}
