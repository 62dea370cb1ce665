/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/reply_uses and what article evidence makes of it: replies come back with
 * their messages, move with them, and one case is one voice.
 */
#include "tests/unit/case_fixture.h"

#include "base/arena.h"
#include "core/insight/health_lists.h"
#include "store/article_evidence.h"
#include "store/case_find.h"
#include "store/case_merge.h"
#include "store/reply_uses.h"

enum { REPLY_WORDS = 100 };

/* An answer of `who` in a case, with `kept` of a hundred words of each article
 * (0: it does not use the reply). */
static void must_answer(struct case_store *store, const char *number,
                        const char *who, int kept_a, int kept_b)
{
    const struct case_actor actor = {str_from(who), NOON + 100};
    struct case_reply_use uses[2];
    struct case_answer answer = {
        .message = {.author = CASE_BY_AGENT,
                    .author_name = str_from(who),
                    .text = STR("Try this."),
                    .uses = uses},
        .severity = 1,
        .state = CASE_OPEN,
    };
    struct slv_error err = {0};

    if (kept_a > 0)
        uses[answer.message.use_count++] =
            (struct case_reply_use){STR("a"), REPLY_WORDS, kept_a};
    if (kept_b > 0)
        uses[answer.message.use_count++] =
            (struct case_reply_use){STR("b"), REPLY_WORDS, kept_b};
    MUST(case_store_answer_once(store, str_from(number), 0, &answer, NULL,
                                &actor, &err));
}

static void must_link(struct case_store *store, const char *number,
                      enum case_link_kind kind)
{
    const struct case_link link = {
        .article_id = STR("a"), .kind = kind, .comment = STR("because")};
    struct slv_error err = {0};

    MUST(case_store_set_link(store, str_from(number), 0, &link, &anna, &err));
}

static struct article_evidence evidence_of(struct fixture *f,
                                           struct case_store *store,
                                           const char *id, int64_t since)
{
    struct article_evidence *items;
    struct slv_error err = {0};
    size_t count;

    MUST(article_evidence_list(store, str_from(id), since, INT64_MAX, f->arena,
                               &items, &count, &err));
    return count > 0 ? items[0] : (struct article_evidence){.replies = 0};
}

static void assert_replies(const struct article_evidence *found,
                           uint64_t replies, uint64_t replies_edited,
                           uint64_t replies_whole, uint64_t edited,
                           uint64_t sent)
{
    assert_int_equal(found->replies, replies);
    assert_int_equal(found->replies_edited, replies_edited);
    assert_int_equal(found->replies_whole, replies_whole);
    assert_int_equal(found->edited, edited);
    assert_int_equal(found->sent, sent);
}

static void replies_come_back_with_their_messages(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_record record;
    struct slv_error err = {0};

    must_add(store, "1");
    must_answer(store, "1", "anna", 0, 0);
    must_answer(store, "1", "bert", 30, 100);
    must_answer(store, "1", "anna", 90, 0);
    MUST(case_store_find_case(store, STR("1"), f->arena, &record, &err));
    assert_int_equal(record.message_count, 4);
    assert_int_equal(record.messages[0].use_count, 0);
    assert_int_equal(record.messages[1].use_count, 0);
    assert_int_equal(record.messages[2].use_count, 2);
    assert_text(record.messages[2].uses[0].article_id, "a");
    assert_int_equal(record.messages[2].uses[0].kept_count, 30);
    assert_int_equal(record.messages[2].uses[0].word_count, REPLY_WORDS);
    assert_text(record.messages[2].uses[1].article_id, "b");
    assert_int_equal(record.messages[2].uses[1].kept_count, 100);
    assert_int_equal(record.messages[3].use_count, 1);
    assert_int_equal(record.messages[3].uses[0].kept_count, 90);
    /* the message is found, not the row that was written behind it */
    assert_string_equal(ask(f, "SELECT group_concat(message_id) FROM "
                               "reply_uses WHERE article_id = 'a'"),
                        "3,4");
    case_store_close(store);
}

static void replies_are_bounded_by_the_store(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);

    must_add(store, "1");
    must_answer(store, "1", "anna", 50, 0);
    assert_int_not_equal(try_sql(f, "UPDATE reply_uses SET kept_count = 101"),
                         SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE reply_uses SET kept_count = 0"),
                         SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE reply_uses SET word_count = 16385"),
                         SLV_OK);
    assert_int_not_equal(try_sql(f, "UPDATE reply_uses SET article_id = ''"),
                         SLV_OK);
    /* a message that goes takes them with it */
    assert_int_equal(try_sql(f, "DELETE FROM messages WHERE id = 2"), SLV_OK);
    assert_string_equal(ask(f, "SELECT count(*) FROM reply_uses"), "0");
    case_store_close(store);
}

static void replies_move_with_a_case_that_is_merged(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct reply_use *uses;
    struct slv_error err = {0};
    size_t count;

    must_add(store, "1");
    must_add(store, "2");
    must_answer(store, "2", "anna", 10, 0);
    MUST(case_store_merge(store, STR("2"), 0, STR("1"), &anna, &err));
    MUST(
        reply_uses_list(store, STR("a"), 0, 10, f->arena, &uses, &count, &err));
    assert_int_equal(count, 1);
    assert_text(uses[0].case_number, "1");
    assert_text(uses[0].author_name, "anna");
    assert_text(uses[0].text, "Try this.");
    assert_int_equal(uses[0].kept_count, 10);
    MUST(case_store_unmerge(store, STR("2"), &anna, &err));
    MUST(
        reply_uses_list(store, STR("a"), 0, 10, f->arena, &uses, &count, &err));
    assert_text(uses[0].case_number, "2");
    case_store_close(store);
}

static void what_is_edited_much_is_told_from_what_is_sent(void **state)
{
    /* less than half is edited much, nine tenths are whole */
    assert_true(reply_was_edited(49, 100) && !reply_was_edited(50, 100));
    assert_true(reply_was_edited(1, 3) && !reply_was_edited(2, 3));
    assert_true(reply_was_whole(90, 100) && !reply_was_whole(89, 100));
    assert_true(reply_was_whole(1, 1));
    assert_true(reply_is_used(10, 100) && !reply_is_used(9, 100));
    assert_true(!reply_was_edited(BOUND_REPLY_WORDS, BOUND_REPLY_WORDS));
    (void) state;
}

static void one_case_is_one_voice(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct article_evidence found;

    for (int i = 1; i <= 8; i++)
        must_add(store, arena_format(f->arena, "%d", i).ptr);
    must_answer(store, "1", "anna", 49, 0); /* against it, though sent twice */
    must_answer(store, "1", "bert", 20, 0);
    must_answer(store, "2", "anna", 90, 0); /* speaks for it, once */
    must_answer(store, "2", "anna", 100, 0);
    must_answer(store, "3", "anna", 70, 100); /* neither; for b */
    must_answer(store, "4", "anna", 20, 0);   /* both kinds: against it */
    must_answer(store, "4", "anna", 100, 0);
    found = evidence_of(f, store, "a", 0);
    assert_replies(&found, 7, 3, 3, 2, 1);
    assert_int_equal(found.editors, 2);
    assert_int_equal(health_against(&found), 2);
    assert_int_equal(health_total(&found), 3);
    /* what the link says is not said again */
    must_answer(store, "5", "anna", 100, 0);
    must_link(store, "5", CASE_LINK_RESOLVED); /* 1 resolved */
    must_answer(store, "6", "anna", 20, 0);
    must_link(store, "6", CASE_LINK_WRONG); /* 1 wrong */
    must_answer(store, "7", "anna", 100, 0);
    must_link(store, "7", CASE_LINK_WRONG); /* 1 wrong, and does not help it */
    must_answer(store, "8", "anna", 20, 0);
    must_link(store, "8", CASE_LINK_RESOLVED); /* 1 resolved and 1 edited */
    must_link(store, "2", CASE_LINK_TRIED);    /* says nothing yet */
    found = evidence_of(f, store, "a", 0);
    assert_replies(&found, 11, 5, 5, 3, 1);
    assert_int_equal(found.resolved, 2);
    assert_int_equal(found.wrong, 2);
    assert_int_equal(health_against(&found), 5);
    assert_int_equal(health_total(&found), 8);
    found = evidence_of(f, store, "b", 0);
    assert_replies(&found, 1, 0, 1, 0, 1);
    /* since a later day nothing was said */
    found = evidence_of(f, store, "a", NOON + 101);
    assert_int_equal(found.replies, 0);
    assert_int_equal(health_total(&found), 0);
    case_store_close(store);
}

static void a_case_that_came_back_is_counted_as_that(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct article_evidence found;
    struct slv_error err = {0};

    for (int i = 1; i <= 2; i++) {
        const char *number = arena_format(f->arena, "%d", i).ptr;

        must_add(store, number);
        must_answer(store, number, "anna", i == 1 ? 20 : 100, 0);
        must_link(store, number, CASE_LINK_RESOLVED);
        MUST(case_store_close_case(store, str_from(number), 0,
                                   CASE_OUTCOME_KNOWN, STR(""), &anna, &err));
        MUST(case_store_reopen_case(store, str_from(number), 0, &anna, &err));
    }
    found = evidence_of(f, store, "a", 0);
    assert_replies(&found, 2, 1, 1, 0, 0);
    assert_int_equal(found.came_back, 2);
    assert_int_equal(health_against(&found), 2);
    assert_int_equal(health_total(&found), 2);
    case_store_close(store);
}

static void a_reply_that_several_rewrite_is_named(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct article_evidence found;
    struct str_list ids;
    struct slv_error err = {0};

    for (int i = 1; i <= 6; i++)
        must_add(store, arena_format(f->arena, "%d", i).ptr);
    must_answer(store, "1", "anna", 20, 20);
    must_answer(store, "2", "anna", 20, 20);
    found = evidence_of(f, store, "a", 0);
    assert_false(health_reply_is_rewritten(&found)); /* two, by one */
    MUST(reply_uses_list_edited(store, 0, 3, f->arena, &ids, &err));
    assert_int_equal(ids.count, 0);
    must_answer(store, "3", "anna", 20, 20);
    found = evidence_of(f, store, "b", 0);
    assert_false(health_reply_is_rewritten(&found)); /* three, by one */
    must_answer(store, "4", "bert", 20, 100);
    found = evidence_of(f, store, "a", 0);
    assert_true(health_reply_is_rewritten(&found)); /* four, by two */
    MUST(reply_uses_list_edited(store, 0, 4, f->arena, &ids, &err));
    assert_int_equal(ids.count, 1);
    assert_text(ids.items[0], "a");
    MUST(reply_uses_list_edited(store, NOON + 101, 1, f->arena, &ids, &err));
    assert_int_equal(ids.count, 0);
    for (int i = 0; i < 4; i++)
        must_answer(store, "5", "anna", 100, 0);
    found = evidence_of(f, store, "a", 0);
    assert_false(health_reply_is_rewritten(&found)); /* four of eight */
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(replies_come_back_with_their_messages),
        FIXTURE_TEST(replies_are_bounded_by_the_store),
        FIXTURE_TEST(replies_move_with_a_case_that_is_merged),
        FIXTURE_TEST(what_is_edited_much_is_told_from_what_is_sent),
        FIXTURE_TEST(one_case_is_one_voice),
        FIXTURE_TEST(a_case_that_came_back_is_counted_as_that),
        FIXTURE_TEST(a_reply_that_several_rewrite_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
