/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/expand over a real index: synonyms, joined spellings, stop words,
 * pins and aliases, from the file that writers edit to the hits.
 */
#include "tests/unit/search_fixture.h"

#include "core/search/expand.h"
#include "indexer/commands.h"

static void write_article(struct kb *kb, const char *id, const char *title,
                          const char *front_matter, const char *text)
{
    kb_write(kb, arena_format(kb->fixture->arena, "articles/%s.md", id).ptr,
             arena_format(kb->fixture->arena,
                          "---\ntitle: %s\n%s---\n# %s\n\n%s\n", title,
                          front_matter, title, text)
                 .ptr);
}

static void write_rules(struct kb *kb, const char *text)
{
    kb_write(kb, "articles/search.rules", text);
}

/* Articles with words of their own, and one that has none of the rules'. */
static void write_some(struct kb *kb)
{
    write_article(kb, "portal", "Portal", "", "The login fails.");
    write_article(kb, "tunnel", "Tunnel", "", "Anyconnect drops the line.");
    write_article(kb, "stop", "Stop error", "", "The machine shows a bsod.");
    write_article(kb, "tint", "Tint", "", "The screen of it is blue today.");
    write_article(kb, "other", "Other", "", "Nothing of the kind.");
}

#define assert_found(kb, query, ids) \
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, query), ids)

static void synonyms_are_found_both_ways_or_one(void **state)
{
    struct kb *kb = *state;

    write_some(kb);
    kb_index(kb);
    assert_found(kb, "vpn", "");
    assert_found(kb, "enter page", "");
    write_rules(kb, "[synonyms]\n"
                    "enter page = login\n"
                    "vpn -> AnyConnect\n"
                    "bsod = blue screen\n");
    kb_index(kb);
    kb_assert_counts(kb, 0, 0, 0, 5);
    assert_true(kb->summary.has_new_rules);
    assert_string_equal(kb->said.ptr, "");
    assert_found(kb, "enter page", "portal");
    /* inflected, in any case, with a connector */
    assert_found(kb, "ENTERING pages", "portal");
    assert_found(kb, "enter-page", "portal");
    /* the words must follow each other */
    assert_found(kb, "page enter", "");
    assert_found(kb, "enter, page", "");
    assert_found(kb, "vpn", "tunnel");
    assert_found(kb, "anyconnect", "tunnel");
    /* all words of an alternative are needed: "tint" has both */
    write_article(kb, "sky", "Sky", "", "The sky is blue.");
    kb_index(kb);
    assert_found(kb, "bsod", "stop tint");
    assert_found(kb, "blue screens", "tint stop sky");
}

static void what_is_quoted_excluded_or_exact_is_not_expanded(void **state)
{
    struct kb *kb = *state;

    write_some(kb);
    write_article(kb, "code", "Code", "", "Access is denied 0x80070005.");
    write_article(kb, "denied", "Denied", "", "Permission problem of a user.");
    write_rules(kb, "[synonyms]\nvpn = anyconnect = tunnel\n"
                    "0x80070005 -> permission problem\n");
    kb_index(kb);
    assert_found(kb, "vpn", "tunnel");
    assert_found(kb, "\"vpn\"", "");
    assert_found(kb, "\"vpn drops\"", "");
    /* what is excluded is not found, and excludes nothing else */
    assert_found(kb, "bsod screen -vpn", "stop tint");
    assert_found(kb, "anyconnect -vpn", "tunnel");
    assert_found(kb, "vpn -anyconnect", "");
    /* a rule may name an identifier, which is still matched exactly */
    assert_found(kb, "0x80070005", "code denied");
    assert_found(kb, "0x80070006", "");
}

static void words_typed_apart_are_found_as_one(void **state)
{
    struct kb *kb = *state;

    write_article(kb, "joined", "Joined", "",
                  "Reinstall the webmail to change your password.");
    write_article(kb, "split", "Split", "", "Put the site in active use.");
    write_article(kb, "inactive", "Inactive", "", "It stays inactive.");
    kb_index(kb);
    assert_found(kb, "pass word", "joined");
    assert_found(kb, "pass words", "joined");
    assert_found(kb, "web mail", "joined");
    assert_found(kb, "web-mail", "joined");
    assert_found(kb, "re install", "joined");
    assert_found(kb, "re-install", "joined");
    assert_found(kb,
                 "w\xC3\xAB"
                 "b mail",
                 "joined");
    /* a stop word does not begin a word, and what is apart stays apart */
    assert_found(kb, "in active", "split");
    assert_found(kb, "pass. word", "");
    assert_found(kb, "\"pass word\"", "");
}

static void accents_and_typographic_marks_do_not_matter(void **state)
{
    struct kb *kb = *state;

    write_article(kb, "fr", "Probl\xC3\xA8me", "",
                  "The jalape\xC3\xB1o printer.");
    write_article(kb, "start", "Start", "", "It can not begin.");
    write_rules(kb, "[synonyms]\njalapeno = pepper\n"
                    "caf\xC3\xA9 -> probleme\n");
    kb_index(kb);
    assert_string_equal(kb->said.ptr, "");
    assert_found(kb, "probleme", "fr");
    assert_found(kb, "PROBL\xC3\x88ME", "fr");
    assert_found(kb, "cafe", "fr");
    assert_found(kb, "pepper", "fr");
    assert_found(kb, "\xE2\x80\x9CPepper printer\xE2\x80\x9D", "");
    assert_found(kb, "\xE2\x80\x9Cjalapeno printer\xE2\x80\x9D", "fr");
    assert_found(kb, "can't", "start");
    assert_found(kb, "can\xE2\x80\x99t", "start");
    assert_found(kb, "couldn\xE2\x80\x99t", "start");
}

static void built_in_synonyms_can_be_taken_out(void **state)
{
    struct kb *kb = *state;

    write_article(kb, "lost", "Lost", "", "The configuration is lost.");
    write_article(kb, "sign", "Sign in", "", "You sign in with a card.");
    kb_index(kb);
    assert_found(kb, "config", "lost");
    assert_found(kb, "login", "sign");
    write_rules(kb, "[no synonyms]\nconfig, login\n");
    kb_index(kb);
    assert_found(kb, "config", "");
    assert_found(kb, "login", "");
    assert_found(kb, "log on", "sign");
}

static void stop_words_follow_the_rules(void **state)
{
    struct kb *kb = *state;

    write_article(kb, "kind", "Kind", "", "Kindly wait about a printer.");
    write_article(kb, "help", "Help", "", "The printer is on fire.");
    kb_index(kb);
    assert_found(kb, "kindly paper", "kind");
    assert_found(kb, "about paper", "");
    write_rules(kb, "[stop words]\nkindly\n[keep words]\nabout\n");
    kb_index(kb);
    assert_found(kb, "kindly paper", "");
    assert_found(kb, "kindly", "kind");
    assert_found(kb, "about paper", "kind");
}

static struct slv_search_result ask_page(struct kb *kb,
                                         struct slv_reader *reader,
                                         const char *query, size_t offset,
                                         size_t limit, const char *product)
{
    struct str value = str_from(product ? product : "");
    struct slv_search_request request = {.query = str_from(query),
                                         .offset = offset,
                                         .limit = limit,
                                         .want_total = true,
                                         .want_facets = true};
    struct slv_search_result result;

    if (product)
        request.filters[SLV_FACET_PRODUCT] = (struct str_list){&value, 1};
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    return result;
}

static void write_pinned(struct kb *kb)
{
    write_article(kb, "a", "Reset a password", "products: [red]\n",
                  "Reset the password here.");
    write_article(kb, "b", "Password reset", "products: [blue]\n",
                  "The password is reset.");
    write_article(kb, "c", "Welcome", "products: [red]\n", "Read this first.");
    write_article(kb, "d", "Accounts", "products: [blue]\n", "All of them.");
    write_article(kb, "hidden", "Hidden", "access: internal\n", "For us.");
    write_rules(kb, "[pins]\n"
                    "reset the password, forgot passwords -> d, hidden, c, b\n"
                    "error 0x80070005 -> c\n");
}

static void assert_unpinned(struct kb *kb, const char *query)
{
    struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
    struct slv_search_result result = kb_ask(kb, reader, query);

    assert_int_equal(result.hit_count, 2);
    for (size_t i = 0; i < result.hit_count; i++)
        assert_false(result.hits[i].is_pinned);
    slv_reader_close(reader);
}

static void pinned_articles_come_first_and_once(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    write_pinned(kb);
    kb_index(kb);
    assert_found(kb, "reset password", "d c b a");
    assert_found(kb, "Passwords, resetting a", "d c b a");
    assert_found(kb, "forgot my password", "d c b a");
    assert_found(kb, "error 0x80070005", "c");
    /* another query, a phrase, an exclusion: no pin */
    assert_unpinned(kb, "reset password now");
    assert_unpinned(kb, "password");
    assert_unpinned(kb, "\"reset\" password");
    assert_unpinned(kb, "reset password -card");
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask_page(kb, reader, "reset password", 0, 10, NULL);
    assert_int_equal(result.total, 4);
    assert_int_equal(result.hit_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(result.hits[i].is_pinned, i < 3);
        assert_true(result.hits[i].score >= 0 && result.hits[i].score < 1000);
    }
    assert_true(result.hits[0].score == 0);
    assert_true(result.hits[2].score > 0);
    for (size_t i = 0; i < 4; i++) {
        struct slv_search_result page =
            ask_page(kb, reader, "reset password", i, 1, NULL);

        assert_int_equal(page.hit_count, 1);
        assert_int_equal(page.total, 4);
        assert_true(str_equal(page.hits[0].id, result.hits[i].id));
    }
    slv_reader_close(reader);
}

static void filters_hold_for_pinned_articles(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    write_pinned(kb);
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask_page(kb, reader, "reset password", 0, 10, "red");
    assert_string_equal(kb_ids(kb, &result), "c a");
    assert_true(result.hits[0].is_pinned && !result.hits[1].is_pinned);
    assert_int_equal(result.total, 2);
    /* pinned articles are counted as what they are */
    result = ask_page(kb, reader, "reset password", 0, 10, NULL);
    assert_int_equal(result.facets[SLV_FACET_PRODUCT].count, 2);
    assert_int_equal(result.facets[SLV_FACET_PRODUCT].values[0].count, 2);
    assert_int_equal(result.facets[SLV_FACET_PRODUCT].values[1].count, 2);
    slv_reader_close(reader);
}

/* With and without the secret article everybody else's answer is the same. */
static void secret_articles_are_pinned_for_those_who_see_them(void **state)
{
    struct kb *kb = *state;
    const char *with;
    struct slv_reader *reader;
    struct slv_search_result result;

    write_pinned(kb);
    kb_index(kb);
    assert_true(kb_said(kb, "article-not-public"));
    assert_string_equal(kb_find(kb, SLV_AS_STAFF, "reset password"),
                        "d hidden c b a");
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask_page(kb, reader, "reset password", 0, 10, NULL);
    with = arena_format(kb->fixture->arena, "%s %.9f %.9f", kb_ids(kb, &result),
                        result.hits[2].score, result.hits[3].score)
               .ptr;
    slv_reader_close(reader);
    kb_remove(kb, "articles/hidden.md");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = ask_page(kb, reader, "reset password", 0, 10, NULL);
    assert_string_equal(arena_format(kb->fixture->arena, "%s %.9f %.9f",
                                     kb_ids(kb, &result), result.hits[2].score,
                                     result.hits[3].score)
                            .ptr,
                        with);
    slv_reader_close(reader);
}

static const char *successor(struct kb *kb, enum slv_audience audience,
                             const char *former)
{
    struct slv_reader *reader = kb_open(kb, audience);
    struct str id = STR("");
    enum slv_status status = slv_article_find_replaced(
        reader, str_from(former), kb->fixture->arena, &id, &kb->err);

    slv_reader_close(reader);
    assert_true(status == SLV_OK || status == SLV_ERR_NOT_FOUND);
    return status == SLV_OK ? arena_cstr(kb->fixture->arena, id) : "none";
}

static void aliases_lead_to_articles_that_the_reader_may_see(void **state)
{
    struct kb *kb = *state;

    write_pinned(kb);
    write_article(kb, "e", "E", "replaces: [both]\n", "It replaces another.");
    write_rules(kb, "[aliases]\nold/a -> a\nolder -> old/a\n"
                    "both -> b\nlost -> gone\nours -> hidden\n");
    kb_index(kb);
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "old/a"), "a");
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "older"), "a");
    /* what an article says of itself comes first */
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "both"), "e");
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "lost"), "none");
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "ours"), "none");
    assert_string_equal(successor(kb, SLV_AS_STAFF, "ours"), "hidden");
    assert_string_equal(successor(kb, SLV_AS_PUBLIC, "a"), "none");
}

static void rules_alone_are_a_commit_that_readers_see(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;
    uint64_t before;
    uint64_t after;

    write_some(kb);
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(slv_reader_version(reader, &before, &kb->err), SLV_OK);
    result = kb_ask(kb, reader, "vpn");
    assert_int_equal(result.hit_count, 0);
    write_rules(kb, "[synonyms]\nvpn = tunnel\n");
    kb_index(kb);
    result = kb_ask(kb, reader, "vpn");
    assert_string_equal(kb_ids(kb, &result), "tunnel");
    assert_int_equal(slv_reader_version(reader, &after, &kb->err), SLV_OK);
    assert_true(before != after);
    /* nothing changed: no commit; nor does a comment change anything */
    kb_index(kb);
    assert_false(kb->summary.has_new_rules);
    assert_int_equal(slv_reader_version(reader, &before, &kb->err), SLV_OK);
    assert_true(before == after);
    write_rules(kb, "# more\n[synonyms]\nvpn   =  tunnel\n");
    kb_index(kb);
    assert_int_equal(slv_reader_version(reader, &before, &kb->err), SLV_OK);
    assert_true(before == after);
    /* a build from nothing has them too, and they go with their file */
    kb->options.is_full = true;
    kb_index(kb);
    result = kb_ask(kb, reader, "vpn");
    assert_string_equal(kb_ids(kb, &result), "tunnel");
    kb->options.is_full = false;
    kb_remove(kb, "articles/search.rules");
    kb_index(kb);
    result = kb_ask(kb, reader, "vpn");
    assert_int_equal(result.hit_count, 0);
    slv_reader_close(reader);
}

static void rules_that_cannot_be_read_stay(void **state)
{
    struct kb *kb = *state;

    assert_int_equal(file_remove_tree(kb->articles, NULL), SLV_OK);
    if (geteuid() == 0) {
        /* who may read everything is somebody else for this test */
        assert_int_equal(chown(kb->fixture->folder, 65534, 65534), 0);
        assert_int_equal(seteuid(65534), 0);
    }
    write_some(kb);
    write_rules(kb, "[synonyms]\nvpn = tunnel\n");
    kb_index(kb);
    assert_found(kb, "vpn", "tunnel");
    assert_int_equal(chmod(kb_path(kb, "articles/search.rules"), 0), 0);
    kb_index(kb);
    assert_true(kb_said(kb, "rules-unreadable"));
    assert_found(kb, "vpn", "tunnel");
    if (getuid() == 0)
        assert_int_equal(seteuid(0), 0);
}

static void rules_of_several_folders_hold_together(void **state)
{
    struct kb *kb = *state;

    write_some(kb);
    kb_write(kb, "more/extra.md", "# Extra\n\nExtra page.\n");
    kb_write(kb, "more/search.rules", "[synonyms]\nvpn = extra\n");
    kb_write(kb, "more/below/search.rules", "[synonyms]\nvpn = other\n");
    write_rules(kb, "[synonyms]\nvpn = tunnel\n");
    kb->folders[kb->folder_count++] = kb_path(kb, "more");
    kb_index(kb);
    assert_string_equal(kb->said.ptr, "");
    assert_found(kb, "vpn", "extra tunnel");
}

static void alternatives_are_marked_and_explained(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {
        .query = STR("vpn"), .limit = 1, .want_explanation = true};
    struct slv_search_result result;
    struct slv_marked snippet;
    bool is_explained = false;

    write_some(kb);
    write_rules(kb, "[synonyms]\nvpn = anyconnect\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    assert_int_equal(result.hit_count, 1);
    snippet = result.hits[0].snippet;
    assert_true(snippet.mark_count > 0);
    assert_true(
        str_equal((struct str){snippet.text.ptr + snippet.marks[0].begin,
                               snippet.marks[0].end - snippet.marks[0].begin},
                  STR("Anyconnect")));
    for (size_t i = 0; i < result.hits[0].explanation_count; i++)
        is_explained |=
            str_equal(result.hits[0].explanation[i].word, STR("anyconnect"));
    assert_true(is_explained);
    slv_reader_close(reader);
}

/* What is found by a synonym is worth less than what was typed, and two words
 * for one no more than a little above it. */
static void what_was_typed_comes_first(void **state)
{
    struct kb *kb = *state;

    write_article(kb, "typed", "Note", "", "The gateway is down.");
    write_article(kb, "meant", "Note", "", "The router is down.");
    write_rules(kb, "[synonyms]\ngateway = router\n");
    kb_index(kb);
    assert_found(kb, "gateway", "typed meant");
    assert_found(kb, "router", "meant typed");
}

static void odd_and_long_queries_have_an_answer(void **state)
{
    struct kb *kb = *state;
    struct strbuf query;

    write_some(kb);
    write_rules(kb, "[synonyms]\n"
                    "x = y z = anyconnect\n"
                    "y -> x\n"
                    "blue screen = bsod = stop error = machine error\n"
                    "[pins]\nx -> tunnel\n");
    kb_index(kb);
    strbuf_init(&query, 1024 * 1024);
    for (int i = 0; i < 40; i++) {
        strbuf_add_cstr(&query, i % 3 ? "blue screen x " : "y z \xE2\x80\x9C-");
        (void) kb_find(kb, SLV_AS_PUBLIC, query.ptr);
    }
    for (int i = 0; i < 5000; i++)
        strbuf_add_format(&query, "x%d blue screen ", i);
    assert_true(strlen(kb_find(kb, SLV_AS_PUBLIC, query.ptr)) > 0);
    strbuf_release(&query);
    assert_found(kb, "x", "tunnel");
    assert_found(kb, "\"", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(synonyms_are_found_both_ways_or_one),
        KB_TEST(what_is_quoted_excluded_or_exact_is_not_expanded),
        KB_TEST(words_typed_apart_are_found_as_one),
        KB_TEST(accents_and_typographic_marks_do_not_matter),
        KB_TEST(built_in_synonyms_can_be_taken_out),
        KB_TEST(stop_words_follow_the_rules),
        KB_TEST(pinned_articles_come_first_and_once),
        KB_TEST(filters_hold_for_pinned_articles),
        KB_TEST(secret_articles_are_pinned_for_those_who_see_them),
        KB_TEST(aliases_lead_to_articles_that_the_reader_may_see),
        KB_TEST(rules_alone_are_a_commit_that_readers_see),
        KB_TEST(rules_that_cannot_be_read_stay),
        KB_TEST(rules_of_several_folders_hold_together),
        KB_TEST(alternatives_are_marked_and_explained),
        KB_TEST(what_was_typed_comes_first),
        KB_TEST(odd_and_long_queries_have_an_answer),
    };

    return cmocka_run_group_tests_name("expand", tests, NULL, NULL);
}
