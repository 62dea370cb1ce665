/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes log lines. What is worth a line, and which fields it has, is decided
 * by the callers.
 */
#include "base/log.h"

#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic int current_level = LOG_INFO;

static const struct {
    const char *name;
    int priority; /* of syslog, as the journal reads it */
} levels[] = {
    [LOG_ERROR] = {"error", 3},
    [LOG_WARNING] = {"warning", 4},
    [LOG_INFO] = {"info", 6},
    [LOG_DEBUG] = {"debug", 7},
};

void log_set_level(enum log_level level)
{
    atomic_store(&current_level, (int) level);
}

bool log_is_on(enum log_level level)
{
    return (int) level <= atomic_load(&current_level);
}

bool log_level_parse(struct str name, enum log_level *out)
{
    for (size_t i = 0; i < ARRAY_LEN(levels); i++)
        if (str_equal(name, str_from(levels[i].name))) {
            *out = (enum log_level) i;
            return true;
        }
    return false;
}

/* One line under construction; the last byte is kept for the line's end. */
struct line {
    char bytes[LOG_LINE_BYTES_MAX];
    size_t len;
    bool is_cut;
};

static void add_char(struct line *line, char c)
{
    if (line->len + 1 < sizeof line->bytes)
        line->bytes[line->len++] = c;
    else
        line->is_cut = true;
}

static void add_text(struct line *line, const char *text)
{
    while (*text)
        add_char(line, *text++);
}

static void add_number(struct line *line, int64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%lld", (long long) number);
    add_text(line, digits);
}

static bool is_plain(struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];

        if (c <= ' ' || c == '"' || c == '\\' || c == '=' || c == 0x7f)
            return false;
    }
    return text.len > 0;
}

static void add_value(struct line *line, struct str text)
{
    static const char hex[] = "0123456789abcdef";

    if (is_plain(text)) {
        for (size_t i = 0; i < text.len; i++)
            add_char(line, text.ptr[i]);
        return;
    }
    add_char(line, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];

        if (c == '"' || c == '\\') {
            add_char(line, '\\');
            add_char(line, (char) c);
        } else if (c == '\n') {
            add_text(line, "\\n");
        } else if (c == '\t') {
            add_text(line, "\\t");
        } else if (c < ' ' || c == 0x7f) {
            add_text(line, "\\x");
            add_char(line, hex[c >> 4]);
            add_char(line, hex[c & 15]);
        } else {
            add_char(line, (char) c);
        }
    }
    add_char(line, '"');
}

/* JOURNAL_STREAM is "device:inode" of the journal's end of our stderr. */
static bool stderr_is_journal(void)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat info;
    char mine[48];

    if (!stream || fstat(STDERR_FILENO, &info) != 0)
        return false;
    snprintf(mine, sizeof mine, "%llu:%llu", (unsigned long long) info.st_dev,
             (unsigned long long) info.st_ino);
    return strcmp(stream, mine) == 0;
}

static void mark_cut(struct line *line)
{
    size_t at = sizeof line->bytes - 1 - 3;

    while (at > 0 && ((unsigned char) line->bytes[at] & 0xC0u) == 0x80u)
        at--;
    memcpy(line->bytes + at, "...", 3);
    line->len = at + 3;
}

void log_write(enum log_level level, const struct log_field *fields,
               size_t count)
{
    struct line line = {.len = 0};
    ssize_t put;

    if (!log_is_on(level))
        return;
    if (stderr_is_journal()) {
        add_char(&line, '<');
        add_number(&line, levels[level].priority);
        add_char(&line, '>');
    } else {
        char now[CLOCK_ISO_BYTES];

        clock_format_iso(clock_unix_s(), now);
        add_text(&line, now);
        add_char(&line, ' ');
        add_text(&line, levels[level].name);
        add_char(&line, ' ');
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            add_char(&line, ' ');
        add_text(&line, fields[i].key);
        add_char(&line, '=');
        if (fields[i].is_number)
            add_number(&line, fields[i].number);
        else
            add_value(&line, fields[i].text);
    }
    if (line.is_cut)
        mark_cut(&line);
    line.bytes[line.len++] = '\n';
    do
        put = write(STDERR_FILENO, line.bytes, line.len);
    while (put < 0 && errno == EINTR);
    /* a log that cannot be written has nowhere to say so */
}
