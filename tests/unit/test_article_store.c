/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/article_store: the history of articles, each text as it was.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/article_store.h"

#include <string.h>

static struct article_store *must_open(struct fixture *f)
{
    struct article_store *store;

    assert_int_equal(
        article_store_open(fixture_path(f, "solvent.db"), &store, NULL),
        SLV_OK);
    return store;
}

static void add(struct article_store *store, enum article_action action,
                const char *text, const char *former)
{
    const struct article_event event = {.article_id = STR("a/b"),
                                        .at_unix_s = 100,
                                        .actor = STR("wanda"),
                                        .action = action};

    assert_int_equal(article_store_add(store, &event, str_from(text),
                                       str_from(former), NULL),
                     SLV_OK);
}

static void the_history_keeps_every_text(void **state)
{
    struct fixture *f = *state;
    struct article_store *store = must_open(f);
    struct article_event *events;
    struct str text;
    size_t count;

    add(store, ARTICLE_CHANGED, "two", "one");
    add(store, ARTICLE_TO_PUBLISHED, "three", "two");
    add(store, ARTICLE_RESTORED, "one", "three");
    article_store_close(store);
    store = must_open(f);
    assert_int_equal(
        article_store_list(store, STR("a/b"), f->arena, &events, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 4);
    assert_int_equal(events[0].action, ARTICLE_RESTORED);
    assert_int_equal(events[1].action, ARTICLE_TO_PUBLISHED);
    assert_int_equal(events[2].action, ARTICLE_CHANGED);
    assert_int_equal(events[3].action, ARTICLE_FOUND);
    assert_string_equal(events[0].actor.ptr, "wanda");
    assert_int_equal(events[0].at_unix_s, 100);
    /* the same text again is the same version */
    assert_true(str_equal(events[0].digest, events[3].digest));
    assert_int_equal(article_store_text(store, STR("a/b"), events[1].digest,
                                        f->arena, &text, NULL),
                     SLV_OK);
    assert_string_equal(text.ptr, "three");
    /* a version of another article is none of this one */
    assert_int_equal(article_store_text(store, STR("other"), events[1].digest,
                                        f->arena, &text, NULL),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(article_store_list(store, STR("other"), f->arena, &events,
                                        &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
    article_store_close(store);
}

static void what_cannot_be_kept_is_refused_whole(void **state)
{
    struct fixture *f = *state;
    struct article_store *store = must_open(f);
    struct article_event event = {.article_id = STR("a"),
                                  .at_unix_s = 1,
                                  .actor = STR("x"),
                                  .action = ARTICLE_MADE};
    struct article_event *events;
    size_t len = ARTICLE_VERSION_BYTES_MAX + 1;
    char *long_text = arena_calloc(f->arena, 1, len);
    size_t count;

    assert_int_equal(article_store_add(store, &event,
                                       (struct str){long_text, len}, STR(""),
                                       NULL),
                     SLV_ERR_TOO_BIG);
    /* the former text is kept first: neither stays */
    event.at_unix_s = -1;
    assert_int_not_equal(
        article_store_add(store, &event, STR("b"), STR("a"), NULL), SLV_OK);
    event.at_unix_s = 1;
    event.actor = STR("");
    assert_int_equal(article_store_add(store, &event, STR("b"), STR(""), NULL),
                     SLV_ERR_INPUT);
    assert_int_equal(
        article_store_list(store, STR("a"), f->arena, &events, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 0);
    article_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_history_keeps_every_text),
        FIXTURE_TEST(what_cannot_be_kept_is_refused_whole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
