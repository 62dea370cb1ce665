/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines are looked at one by one; only fences and underlines need the one
 * before.
 */
#include "core/article/split_lines.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

#include <string.h>

static const struct {
    const char *word;
    enum split_label label;
} labels[] = {
    {"problem", SPLIT_PROBLEM},
    {"question", SPLIT_PROBLEM},
    {"q", SPLIT_PROBLEM},
    {"symptom", SPLIT_PROBLEM},
    {"symptoms", SPLIT_PROBLEM},
    {"issue", SPLIT_PROBLEM},
    {"cause", SPLIT_CAUSE},
    {"reason", SPLIT_CAUSE},
    {"solution", SPLIT_RESOLUTION},
    {"answer", SPLIT_RESOLUTION},
    {"a", SPLIT_RESOLUTION},
    {"resolution", SPLIT_RESOLUTION},
    {"fix", SPLIT_RESOLUTION},
    {"environment", SPLIT_ENVIRONMENT},
    {"applies to", SPLIT_ENVIRONMENT},
};

const char *split_label_heading(enum split_label label)
{
    static const char *const headings[] = {
        [SPLIT_NO_LABEL] = "",
        [SPLIT_PROBLEM] = "Symptoms",
        [SPLIT_CAUSE] = "Cause",
        [SPLIT_RESOLUTION] = "Resolution",
        [SPLIT_ENVIRONMENT] = "Applies to",
    };

    return headings[label];
}

/* "**Solution 3:** text" and "Q: text": a word of the table, perhaps in bold
 * and with a number, and a colon. */
static void read_label(struct split_line *line)
{
    struct str rest = str_trim(line->text);
    size_t colon;
    struct str word;

    while (rest.len && (rest.ptr[0] == '*' || rest.ptr[0] == '_'))
        rest = str_from_offset(rest, 1);
    colon = str_find_char(rest, ':');
    if (colon == rest.len || colon > 24)
        return;
    word = str_first(rest, colon);
    while (word.len && (ascii_is_digit(word.ptr[word.len - 1]) ||
                        ascii_is_space(word.ptr[word.len - 1]) ||
                        strchr("*_#.", word.ptr[word.len - 1])))
        word.len--;
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        if (!str_equal_nocase(word, str_from(labels[i].word)))
            continue;
        line->label = labels[i].label;
        rest = str_from_offset(rest, colon + 1);
        while (rest.len && (rest.ptr[0] == '*' || rest.ptr[0] == '_'))
            rest = str_from_offset(rest, 1);
        line->title = str_trim(rest);
        return;
    }
}

static void read_heading(struct split_line *line)
{
    size_t hashes = 0;
    struct str rest;

    while (hashes < line->text.len && line->text.ptr[hashes] == '#')
        hashes++;
    if (hashes == 0 || hashes > 6 || hashes == line->text.len ||
        !ascii_is_space(line->text.ptr[hashes]))
        return;
    rest = str_trim(str_from_offset(line->text, hashes));
    while (rest.len && rest.ptr[rest.len - 1] == '#')
        rest.len--;
    line->title = str_trim(rest);
    if (line->title.len)
        line->level = (int) hashes;
}

/* Three or more of one of `marks`, and nothing else. */
static bool is_run(struct str text, const char *marks)
{
    text = str_trim(text);
    if (text.len < 3 || !text.ptr[0] || !strchr(marks, text.ptr[0]))
        return false;
    for (size_t i = 1; i < text.len; i++)
        if (text.ptr[i] != text.ptr[0])
            return false;
    return true;
}

static bool is_fence(struct str text)
{
    text = str_trim(text);
    return str_has_prefix(text, STR("```")) || str_has_prefix(text, STR("~~~"));
}

/* A line of === or --- makes a heading of the line above. */
static bool underlines(const struct split_line *above, struct str text)
{
    return above && !above->is_blank && !above->level && !above->is_rule &&
           !above->is_code && !above->is_underline && is_run(text, "=-");
}

static void read_line(struct split_line *line, struct split_line *above,
                      bool *in_fence)
{
    line->is_blank = str_trim(line->text).len == 0;
    if (is_fence(line->text)) {
        line->is_code = true;
        *in_fence = !*in_fence;
        return;
    }
    if (*in_fence) {
        line->is_code = true;
        line->is_blank = false;
        return;
    }
    if (underlines(above, line->text)) {
        above->level = str_trim(line->text).ptr[0] == '=' ? 1 : 2;
        above->title = str_trim(above->text);
        above->label = SPLIT_NO_LABEL;
        line->is_underline = true;
        return;
    }
    line->is_rule = is_run(line->text, "-*_=");
    read_heading(line);
    if (!line->level)
        read_label(line);
}

void split_lines_read(struct str text, int skip, struct arena *arena,
                      struct split_lines *out)
{
    size_t most = 1;
    bool in_fence = false;

    for (size_t i = 0; i < text.len; i++)
        most += text.ptr[i] == '\n';
    out->items = arena_calloc(arena, most, sizeof *out->items);
    out->count = 0;
    while (text.len) {
        struct split_line *line = &out->items[out->count];

        line->text = str_take_line(&text);
        if ((int) out->count < skip) {
            line->text = STR("");
            line->is_blank = true;
        } else {
            read_line(line, out->count ? line - 1 : NULL, &in_fence);
        }
        out->count++;
    }
}
