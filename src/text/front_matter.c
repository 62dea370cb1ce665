/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The block is found by its lines, then read as YAML events: a small machine
 * keeps the path of keys it is inside of. What the keys mean is left to
 * core/article; the BOM is gone before this is called.
 */
#include "text/front_matter.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <string.h>

#include <yaml.h>

enum {
    FIRST_LINE = 2, /* of the block: "---" is line 1 */
    DEPTH_MAX = 16,
    KEY_BYTES_MAX = 1024 /* of a joined key */
};

/* One open mapping or sequence. */
struct level {
    bool is_sequence;
    bool wants_key;                  /* a mapping that stands before a key */
    size_t key_len;                  /* of the joined key this level hangs on */
    struct front_matter_entry *list; /* of a sequence: what its items go to */
};

struct reader {
    struct arena *arena;
    struct front_matter *out;
    struct str block;
    /* How far lines were counted: characters, bytes, and the line. */
    size_t char_at;
    size_t byte_at;
    int line_at;
    char key[KEY_BYTES_MAX];
    size_t key_len; /* of the key whose value comes next */
    int key_line;
    struct level levels[DEPTH_MAX];
    int depth;
    int documents;
};

static void set_problem(struct reader *reader, int line, struct str problem)
{
    reader->out->is_readable = false;
    reader->out->problem = problem;
    reader->out->problem_line = line;
}

/* --- lines --- */

static int line_of_byte(const struct reader *reader, size_t byte)
{
    int line = FIRST_LINE;

    for (size_t i = 0; i < byte && i < reader->block.len; i++)
        line += reader->block.ptr[i] == '\n';
    return line;
}

/* libyaml also ends lines where an editor does not, so only its count of
 * characters is used. Marks come in order, but for a few. */
static int line_of_mark(struct reader *reader, const yaml_mark_t *mark)
{
    if (mark->index < reader->char_at) {
        reader->char_at = 0;
        reader->byte_at = 0;
        reader->line_at = FIRST_LINE;
    }
    while (reader->char_at < mark->index &&
           reader->byte_at < reader->block.len) {
        reader->line_at += reader->block.ptr[reader->byte_at++] == '\n';
        while (reader->byte_at < reader->block.len &&
               ((unsigned char) reader->block.ptr[reader->byte_at] & 0xC0) ==
                   0x80)
            reader->byte_at++;
        reader->char_at++;
    }
    return reader->line_at;
}

/* --- entries --- */

static struct front_matter_entry *add_entry(struct reader *reader)
{
    struct front_matter *out = reader->out;
    struct front_matter_entry *entry;

    if (out->count == FRONT_MATTER_KEYS_MAX) {
        set_problem(reader, reader->key_line,
                    arena_format(reader->arena,
                                 "The front matter has more than %d keys.",
                                 FRONT_MATTER_KEYS_MAX));
        return NULL;
    }
    entry = &out->entries[out->count++];
    *entry = (struct front_matter_entry){
        .key = arena_str(reader->arena,
                         (struct str){reader->key, reader->key_len}),
        .line = reader->key_line,
    };
    return entry;
}

static bool add_value(struct reader *reader, struct front_matter_entry *entry,
                      struct str value)
{
    struct str_list *values = &entry->values;

    if (values->count == FRONT_MATTER_ITEMS_MAX) {
        set_problem(reader, entry->line,
                    arena_format(reader->arena,
                                 "The list \"%.*s\" has more than %d items.",
                                 STR_ARG(entry->key), FRONT_MATTER_ITEMS_MAX));
        return false;
    }
    /* The capacity is the power of two from `count` on. */
    if ((values->count & (values->count - 1)) == 0) {
        size_t capacity = values->count ? values->count * 2 : 1;
        struct str *items =
            arena_calloc(reader->arena, capacity, sizeof *items);

        if (values->count)
            memcpy(items, values->items, values->count * sizeof *items);
        values->items = items;
    }
    values->items[values->count++] = arena_str(reader->arena, value);
    return true;
}

/* --- the machine --- */

static bool is_null(const yaml_event_t *event, struct str value)
{
    if (event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE)
        return false;
    return value.len == 0 || str_equal(value, STR("~")) ||
           str_equal_nocase(value, STR("null"));
}

/* The joined key of `name` inside the present level. */
static bool set_key(struct reader *reader, struct str name, int line)
{
    size_t prefix_len = reader->levels[reader->depth - 1].key_len;
    size_t dot = prefix_len > 0;

    if (name.len > sizeof reader->key - 1 ||
        prefix_len + dot > sizeof reader->key - name.len) {
        set_problem(reader, line,
                    arena_format(reader->arena,
                                 "A key is longer than %d bytes.",
                                 KEY_BYTES_MAX));
        return false;
    }
    if (dot)
        reader->key[prefix_len] = '.';
    if (name.len)
        memcpy(reader->key + prefix_len + dot, name.ptr, name.len);
    reader->key_len = prefix_len + dot + name.len;
    reader->key_line = line;
    return true;
}

static bool take_scalar(struct reader *reader, const yaml_event_t *event,
                        int line)
{
    struct str value = {(const char *) event->data.scalar.value,
                        event->data.scalar.length};
    struct level *level;
    struct front_matter_entry *entry;

    if (reader->depth == 0) {
        if (is_null(event, value))
            return true;
        set_problem(reader, line,
                    STR("The front matter is not a list of keys with values."));
        return false;
    }
    level = &reader->levels[reader->depth - 1];
    if (level->is_sequence)
        return is_null(event, value) || add_value(reader, level->list, value);
    if (level->wants_key) {
        level->wants_key = false;
        return set_key(reader, value, line);
    }
    level->wants_key = true;
    entry = add_entry(reader);
    return entry && (is_null(event, value) || add_value(reader, entry, value));
}

static bool open_level(struct reader *reader, bool is_sequence, int line)
{
    struct level *parent =
        reader->depth > 0 ? &reader->levels[reader->depth - 1] : NULL;
    struct level level = {.is_sequence = is_sequence,
                          .wants_key = !is_sequence};

    if ((!parent && is_sequence) ||
        (parent && !parent->is_sequence && parent->wants_key)) {
        set_problem(reader, line,
                    STR("The front matter is not a list of keys with values."));
        return false;
    }
    if (reader->depth == DEPTH_MAX) {
        set_problem(reader, line,
                    arena_format(reader->arena,
                                 "The front matter is nested deeper than %d.",
                                 DEPTH_MAX));
        return false;
    }
    if (parent) {
        /* Inside a list the key is that of the list: "a: [{b: 1}]" is a.b. */
        level.key_len = parent->is_sequence ? parent->key_len : reader->key_len;
        parent->wants_key = !parent->is_sequence;
    }
    if (is_sequence) {
        level.list = parent->is_sequence ? parent->list : add_entry(reader);
        if (!level.list)
            return false;
        level.list->is_list = true;
    }
    reader->levels[reader->depth++] = level;
    return true;
}

static bool refuse_anchor(struct reader *reader, const yaml_char_t *anchor,
                          int line)
{
    if (!anchor)
        return true;
    set_problem(reader, line,
                STR("The front matter uses an anchor (\"&name\"), which is not "
                    "supported; write the value out, or put it in quotes."));
    return false;
}

/* False: stop, either at the end or at a problem. */
static bool take_event(struct reader *reader, const yaml_event_t *event)
{
    int line = line_of_mark(reader, &event->start_mark);

    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (reader->documents++ == 0)
            return true;
        set_problem(reader, line,
                    STR("The front matter holds more than one document."));
        return false;
    case YAML_SCALAR_EVENT:
        return refuse_anchor(reader, event->data.scalar.anchor, line) &&
               take_scalar(reader, event, line);
    case YAML_SEQUENCE_START_EVENT:
        return refuse_anchor(reader, event->data.sequence_start.anchor, line) &&
               open_level(reader, true, line);
    case YAML_MAPPING_START_EVENT:
        return refuse_anchor(reader, event->data.mapping_start.anchor, line) &&
               open_level(reader, false, line);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        SLV_ASSERT(reader->depth > 0);
        reader->depth--;
        return true;
    case YAML_ALIAS_EVENT:
        set_problem(reader, line,
                    STR("The front matter uses an alias (\"*name\"), which is "
                        "not supported; write the value out, or put it in "
                        "quotes."));
        return false;
    case YAML_STREAM_END_EVENT:
        return false;
    default:
        return true;
    }
}

/* What libyaml could not read, with a hint for the most common slip. A value on
 * the line itself may be half of what was meant: it goes. */
static void report_yaml(struct reader *reader, const yaml_parser_t *yaml)
{
    const char *problem = yaml->problem ? yaml->problem : "not YAML";
    bool is_colon = strstr(problem, "mapping values are not allowed") != NULL;
    int line = yaml->error == YAML_READER_ERROR
                   ? line_of_byte(reader, yaml->problem_offset)
                   : line_of_mark(reader, &yaml->problem_mark);

    while (reader->out->count > 0 &&
           reader->out->entries[reader->out->count - 1].line == line)
        reader->out->count--;
    set_problem(reader, line,
                arena_format(reader->arena,
                             "The front matter is not readable YAML: %s%s.",
                             problem,
                             is_colon ? " (a value with \": \" in it needs "
                                        "quotes around it)"
                                      : ""));
}

static void read_block(struct str block, struct arena *arena,
                       struct front_matter *out)
{
    struct reader reader = {
        .arena = arena, .out = out, .block = block, .line_at = FIRST_LINE};
    yaml_parser_t yaml;
    bool goes_on = true;

    out->entries =
        arena_calloc(arena, FRONT_MATTER_KEYS_MAX, sizeof *out->entries);
    SLV_ASSERT(yaml_parser_initialize(&yaml));
    yaml_parser_set_encoding(&yaml, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&yaml, (const unsigned char *) block.ptr,
                                 block.len);
    while (goes_on) {
        yaml_event_t event;

        if (!yaml_parser_parse(&yaml, &event)) {
            report_yaml(&reader, &yaml);
            break;
        }
        goes_on = take_event(&reader, &event);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&yaml);
}

/* --- the block --- */

static struct str without_trailing_space(struct str line)
{
    while (line.len > 0 && ascii_is_space(line.ptr[line.len - 1]))
        line.len--;
    return line;
}

void front_matter_read(struct str source, struct arena *arena,
                       struct front_matter *out)
{
    struct str rest = source;
    const char *begin;

    *out = (struct front_matter){.is_readable = true, .body_line = 1};
    if (!str_has_prefix(source, STR("---")) ||
        !str_equal(without_trailing_space(str_take_line(&rest)), STR("---")))
        return;
    begin = rest.ptr;
    for (int line_number = 2; rest.len > 0; line_number++) {
        const char *end = rest.ptr;
        struct str line = without_trailing_space(str_take_line(&rest));

        if (!str_equal(line, STR("---")) && !str_equal(line, STR("...")))
            continue;
        out->is_present = true;
        out->body_offset = (size_t) (rest.ptr - source.ptr);
        out->body_line = line_number + 1;
        if ((size_t) (end - begin) > FRONT_MATTER_BYTES_MAX) {
            out->is_readable = false;
            out->problem_line = 1;
            out->problem =
                arena_format(arena, "The front matter is longer than %d bytes.",
                             FRONT_MATTER_BYTES_MAX);
            return;
        }
        read_block(str_from_range(begin, end), arena, out);
        return;
    }
    out->problem = STR("The file begins with \"---\", but no later line with "
                       "\"---\" ends the front matter.");
    out->problem_line = 1;
}
