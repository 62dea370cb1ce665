/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the searches as tests found, for people and programs.
 */
#include "indexer/replay.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "indexer/options.h"
#include "text/json_write.h"

#include <stdio.h>

enum { SHOWN_MAX = 20, QUERY_SHOWN = 70, JSON_BYTES = 256 * 1024 * 1024 };

static void show_rank(const char *before, size_t rank)
{
    if (rank)
        printf("%s%zu", before, rank);
    else
        printf("%snone", before);
}

static void show_item(const struct replay_item *item)
{
    struct str query = str_first(item->query, QUERY_SHOWN);

    show_rank("  ", item->before);
    show_rank(" -> ", item->after);
    printf("  ");
    put_text(stdout, item->article_id);
    if (item->source == REPLAY_CASE) {
        printf("  case ");
        put_text(stdout, item->case_number);
    } else {
        printf("  %s", replay_source_name(item->source));
    }
    printf(": ");
    put_text(stdout, str_first(query, str_find_char(query, '\n')));
    if (item->times > 1)
        printf(" (%zu times)", item->times);
    putchar('\n');
}

static void show_some(const struct replay *replay, const char *title,
                      int direction)
{
    size_t shown = 0;
    size_t all = 0;

    for (size_t n = 0; n < replay->count; n++) {
        /* the greatest gains stand at the end */
        const struct replay_item *item =
            &replay->items[direction > 0 ? replay->count - 1 - n : n];
        size_t before = item->before ? item->before : SIZE_MAX;
        size_t after = item->after ? item->after : SIZE_MAX;
        bool is_meant = direction == 0  ? item->is_lost
                        : direction < 0 ? !item->is_lost && after > before
                                        : after < before;

        if (!is_meant)
            continue;
        if (all++ == 0)
            printf("%s\n", title);
        if (shown < SHOWN_MAX || direction == 0) {
            show_item(item);
            shown++;
        }
    }
    if (all > shown)
        printf("  and %zu more; --json lists all\n", all - shown);
}

static void show_people(const struct replay *replay)
{
    printf("%zu searches asked of both: %zu lost, %zu lower, %zu higher, "
           "%zu as before\n",
           replay->count, replay->lost, replay->losses - replay->lost,
           replay->wins, replay->count - replay->losses - replay->wins);
    show_some(replay, "Lost (they stood on the first page):", 0);
    show_some(replay, "Lower:", -1);
    show_some(replay, "Higher:", 1);
}

static void show_json(const struct replay *replay)
{
    struct strbuf text;
    struct json_writer json;

    strbuf_init(&text, JSON_BYTES);
    json_begin(&json, &text);
    json_object_begin(&json);
    json_key_int(&json, "searches", (int64_t) replay->count);
    json_key_int(&json, "lost", (int64_t) replay->lost);
    json_key_int(&json, "lower", (int64_t) (replay->losses - replay->lost));
    json_key_int(&json, "higher", (int64_t) replay->wins);
    json_key(&json, "changes");
    json_array_begin(&json);
    for (size_t i = 0; i < replay->count; i++) {
        const struct replay_item *item = &replay->items[i];

        if (item->before == item->after)
            continue;
        json_object_begin(&json);
        json_key_string(&json, "source",
                        str_from(replay_source_name(item->source)));
        json_key_string(&json, "query", item->query);
        json_key_string(&json, "article", item->article_id);
        json_key_string(&json, "case", item->case_number);
        json_key_int(&json, "times", (int64_t) item->times);
        json_key_int(&json, "before", (int64_t) item->before);
        json_key_int(&json, "after", (int64_t) item->after);
        json_key_bool(&json, "lost", item->is_lost);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    puts(text.ptr);
    strbuf_release(&text);
}

void replay_show(const struct replay *replay, bool is_json)
{
    if (is_json)
        show_json(replay);
    else
        show_people(replay);
}
