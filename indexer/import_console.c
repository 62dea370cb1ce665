/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The messages, the bar and the summary of an import (import_console.h).
 */
#include "indexer/import_console.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "indexer/options.h"
#include "text/json_write.h"

#include <stdio.h>

enum {
    WARNINGS_SHOWN = 20,
    ERRORS_SHOWN = 100,
    BAR_WIDTH = 30,
    BAR_STEP_ROWS = 500
};

void import_console_clear(struct import_console *console)
{
    if (console->is_bar_shown)
        fputs("\r\033[K", stderr);
    console->is_bar_shown = false;
}

void import_console_bar(struct import_console *console, uint64_t done,
                        uint64_t total, const char *text)
{
    int filled = (int) (done * BAR_WIDTH / (total ? total : 1));

    if (!console->has_bar)
        return;
    fprintf(stderr, "\r[%.*s%*s] %s %3d%%", filled,
            "##############################", BAR_WIDTH - filled, "", text,
            (int) (done * 100 / (total ? total : 1)));
    console->is_bar_shown = true;
}

void import_console_step(struct import_console *console, const char *what)
{
    if (!console->has_bar)
        return;
    fprintf(stderr, "\r%s", what);
    console->is_bar_shown = true;
}

void import_console_reading(struct import_console *console,
                            const struct import_rows *rows)
{
    uint64_t bytes;
    uint64_t total;

    if (!console->has_bar || console->rows % BAR_STEP_ROWS != 0)
        return;
    import_rows_progress(rows, &bytes, &total);
    if (total > 0) {
        import_console_bar(console, bytes < total ? bytes : total, total,
                           "reading");
    } else {
        fprintf(stderr, "\r%llu rows read", (unsigned long long) console->rows);
        console->is_bar_shown = true;
    }
}

void import_console_tell(struct import_console *console, bool is_error,
                         long line, struct str what)
{
    uint64_t count = is_error ? ++console->refused : ++console->warnings;

    if (count > (is_error ? ERRORS_SHOWN : WARNINGS_SHOWN) &&
        !console->is_verbose)
        return;
    import_console_clear(console);
    put_text(stderr, str_from(console->shown_path));
    if (line > 0)
        fprintf(stderr, ":%ld", line);
    fputs(is_error ? ": error: " : ": warning: ", stderr);
    put_text(stderr, what);
    putc('\n', stderr);
}

static void show_rest(uint64_t count, uint64_t shown, const char *what)
{
    if (count > shown)
        fprintf(stderr, "%llu more %s; --verbose shows them all\n",
                (unsigned long long) (count - shown), what);
}

void import_console_rest(const struct import_console *console)
{
    if (console->is_verbose)
        return;
    show_rest(console->refused, ERRORS_SHOWN, "errors");
    show_rest(console->warnings, WARNINGS_SHOWN, "warnings");
}

void import_console_fault(struct import_console *console,
                          const struct slv_error *err)
{
    import_console_tell(console, true, err->line, str_from(err->text));
    if (err->hint[0])
        fprintf(stderr, "%s\n", err->hint);
}

void import_console_unknown(struct import_console *console, enum case_kind kind,
                            const struct import_row *row, struct arena *arena)
{
    for (size_t i = 0; i < row->unknown.count; i++) {
        struct str name = row->unknown.items[i];

        if (str_trim(name).len == 0)
            continue;
        import_console_tell(
            console, false, row->unknown_line,
            arena_format(arena, "\"%.*s\" is no field of %s and is left out",
                         STR_ARG(str_first(name, 100)),
                         case_kind_noun(kind, false)));
    }
}

void import_console_json(const struct import_console *console,
                         const struct case_import_counts *counts,
                         double seconds)
{
    struct strbuf text;
    struct json_writer json;

    strbuf_init(&text, 4096);
    json_begin(&json, &text);
    json_object_begin(&json);
    json_key_int(&json, "added", (int64_t) counts->added);
    json_key_int(&json, "updated", (int64_t) counts->updated);
    json_key_int(&json, "unchanged", (int64_t) counts->unchanged);
    json_key_int(&json, "refused", (int64_t) console->refused);
    json_key_int(&json, "warnings", (int64_t) console->warnings);
    json_key_double(&json, "seconds", seconds, 3);
    json_object_end(&json);
    json_end(&json);
    puts(text.ptr);
    strbuf_release(&text);
}

void import_console_summary(const struct import_console *console,
                            const struct case_import_counts *counts,
                            bool is_dry_run, double seconds)
{
    printf("%s%llu added, %llu updated, %llu unchanged",
           is_dry_run ? "dry run, nothing is written: " : "",
           (unsigned long long) counts->added,
           (unsigned long long) counts->updated,
           (unsigned long long) counts->unchanged);
    if (console->without_article)
        printf("; %llu closed without an article",
               (unsigned long long) console->without_article);
    printf("; %llu warning%s; %.2f s\n", (unsigned long long) console->warnings,
           console->warnings == 1 ? "" : "s", seconds);
}

enum slv_status import_console_refusal(const struct import_console *console,
                                       struct slv_error *err)
{
    enum slv_status status;

    if (console->rows == 0)
        status = slv_fail(err, SLV_ERR_INPUT, "%s: nothing is imported",
                          console->shown_path);
    else
        status = slv_fail(
            err, SLV_ERR_INPUT, "%s: %llu row%s refused; nothing is imported",
            console->shown_path, (unsigned long long) console->refused,
            console->refused == 1 ? " is" : "s are");
    slv_hint(err, "Mend or remove what is told above, then import the file "
                  "again.");
    return status;
}
