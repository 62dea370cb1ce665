/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /search: runs the search; when it finds nothing, looks for a search near
 * to it that does, so that what the page offers never leads to an empty page.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_lex.h"
#include "server/pages/pages.h"
#include "server/pages/results_view.h"
#include "server/pages/visitor.h"
#include "server/router.h"
#include "server/search_run.h"
#include "text/utf8.h"

enum {
    TRIES_MAX = 8,       /* searches for all suggestions of a page */
    ALIKE_WORDS_MAX = 3, /* of a search, for which words alike are looked for */
    ALIKE_BYTES_MIN = 6, /* of one */
    ALIKE_BYTES_MAX = 40
};

/* Bytes that are no UTF-8 would make the whole page invalid; white space
 * around the words is no part of what is searched for. */
static void repair(struct slv_search_request *search, struct arena *arena)
{
    search->query = str_trim(utf8_repair(search->query, arena, NULL));
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        struct str_list *values = &search->filters[facet];

        for (size_t i = 0; i < values->count; i++)
            values->items[i] = utf8_repair(values->items[i], arena, NULL);
    }
}

/* --- suggestions --- */

struct suggester {
    struct slv_reader *reader;
    struct arena *arena;
    struct results_suggestion *items;
    size_t count;
    int tries_left;
};

/* Keep the suggestion when its search finds something. A failure only means
 * that nothing is offered. */
static void suggest(struct suggester *to, struct slv_search_request search,
                    struct results_suggestion suggestion)
{
    struct slv_search_result result;

    search.offset = 0;
    search.limit = 1;
    search.want_total = true;
    search.want_facets = false;
    if (to->count == RESULTS_SUGGESTIONS_MAX || to->tries_left == 0)
        return;
    to->tries_left--;
    if (slv_search(to->reader, &search, to->arena, &result, NULL) != SLV_OK ||
        result.total == 0)
        return;
    if (suggestion.kind == SUGGEST_SPELLING)
        suggestion.query = result.corrected;
    if (suggestion.kind == SUGGEST_SPELLING && result.corrected.len == 0)
        return;
    suggestion.total = result.total;
    suggestion.is_total_exact = result.is_total_exact;
    to->items[to->count++] = suggestion;
}

static size_t count_filters(const struct slv_search_request *search)
{
    size_t count = 0;

    for (int facet = 0; facet < SLV_FACET_COUNT; facet++)
        count += search->filters[facet].count;
    return count;
}

/* One try stays for the search without any filter. */
static void suggest_without_one(struct suggester *to,
                                const struct slv_search_request *search)
{
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        const struct str_list *values = &search->filters[facet];

        for (size_t i = 0; i < values->count && to->tries_left > 1; i++) {
            struct slv_search_request changed = *search;
            struct str *kept =
                arena_calloc(to->arena, values->count, sizeof *kept);
            size_t count = 0;

            for (size_t j = 0; j < values->count; j++) {
                if (j != i)
                    kept[count++] = values->items[j];
            }
            changed.filters[facet] = (struct str_list){kept, count};
            suggest(to, changed,
                    (struct results_suggestion){.kind = SUGGEST_DROP_FILTER,
                                                .facet = (enum slv_facet) facet,
                                                .value = values->items[i]});
        }
    }
}

/* Letters alone: what has digits or signs in it is never a slip of spelling. */
static bool is_letters(struct str word)
{
    for (size_t at = 0; at < word.len;) {
        uint32_t code;

        at += utf8_decode(word, at, &code);
        if (!utf8_is_word(code) || (code >= '0' && code <= '9'))
            return false;
    }
    return word.len > 0;
}

/* The first word that is marked in a text and begins with `beginning`. */
static struct str marked_word(const struct slv_marked *marked,
                              struct str beginning)
{
    for (size_t i = 0; i < marked->mark_count; i++) {
        struct str word = {marked->text.ptr + marked->marks[i].begin,
                           marked->marks[i].end - marked->marks[i].begin};

        if (str_equal_nocase(str_first(word, beginning.len), beginning) &&
            is_letters(word))
            return word;
    }
    return STR("");
}

/* A word of the articles that begins with `beginning`. */
static struct str word_beginning(struct suggester *to,
                                 const struct slv_search_request *search,
                                 struct str beginning)
{
    const struct slv_search_request unfinished = {
        .query = beginning,
        .is_partial = true,
        .is_verbatim = true,
        .languages = search->languages,
        .limit = 1,
    };
    struct slv_search_result result;
    struct str word;

    if (slv_search(to->reader, &unfinished, to->arena, &result, NULL) !=
            SLV_OK ||
        result.hit_count == 0)
        return STR("");
    word = marked_word(&result.hits[0].title, beginning);
    if (word.len == 0)
        word = marked_word(&result.hits[0].snippet, beginning);
    return search_key(word, to->arena); /* in small letters */
}

/* The nearest word there is: one that begins as `word` does, the more the
 * better, but at least half. */
static void suggest_alike(struct suggester *to,
                          const struct slv_search_request *search,
                          struct str word)
{
    size_t parts = 8;

    if (word.len < ALIKE_BYTES_MIN || word.len > ALIKE_BYTES_MAX ||
        !is_letters(word))
        return;
    while (--parts >= 4) {
        struct slv_search_request changed = *search;
        struct str beginning = utf8_prefix(word, word.len * parts / 8);
        struct str found = word_beginning(to, search, beginning);

        if (found.len == 0)
            continue;
        changed.query = found;
        changed.is_verbatim = true;
        suggest(
            to, changed,
            (struct results_suggestion){.kind = SUGGEST_ALIKE, .query = found});
        return;
    }
}

static void suggest_words_alike(struct suggester *to,
                                const struct slv_search_request *search)
{
    struct str rest = search->query;

    for (int i = 0; i < ALIKE_WORDS_MAX && rest.len > 0;) {
        struct str word = str_take_until(&rest, ' ');

        if (word.len == 0)
            continue;
        suggest_alike(to, search, word);
        i++;
    }
}

/* The query with its phrases as words; empty when it has none. Values of fields
 * and what is excluded stay quoted. */
static struct str without_quotes(struct str query, struct arena *arena)
{
    struct query_item items[QUERY_ITEMS_MAX];
    size_t count = query_lex(query, items);
    struct strbuf text;
    struct str kept = STR("");
    bool has_phrase = false;

    strbuf_init(&text, 2 * query.len);
    for (size_t i = 0; i < count; i++) {
        bool is_phrase =
            items[i].kind == QUERY_ITEM_PHRASE && !items[i].is_excluded;

        if (text.len > 0)
            strbuf_add_char(&text, ' ');
        strbuf_add_str(&text,
                       str_trim(is_phrase ? items[i].value : items[i].typed));
        has_phrase |= is_phrase;
    }
    if (has_phrase)
        kept = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return kept;
}

static void find_suggestions(struct suggester *to,
                             const struct slv_search_request *search)
{
    struct slv_search_request changed = *search;
    struct str words = query_plain_words(search->query, to->arena);
    struct str unquoted = without_quotes(search->query, to->arena);
    size_t filters = count_filters(search);

    if (search->is_verbatim) {
        changed.is_verbatim = false;
        suggest(to, changed,
                (struct results_suggestion){.kind = SUGGEST_SPELLING});
        changed = *search;
    }
    if (unquoted.len > 0) {
        changed.query = unquoted;
        suggest(to, changed,
                (struct results_suggestion){.kind = SUGGEST_NO_QUOTES,
                                            .query = unquoted});
    }
    if (words.len > 0 && !str_equal(words, unquoted) &&
        !str_equal(words, str_trim(search->query))) {
        changed.query = words;
        suggest(to, changed,
                (struct results_suggestion){.kind = SUGGEST_NO_OPERATORS,
                                            .query = words});
    }
    if (filters > 1)
        suggest_without_one(to, search);
    if (filters > 0) {
        changed = *search;
        for (int facet = 0; facet < SLV_FACET_COUNT; facet++)
            changed.filters[facet] = (struct str_list){NULL, 0};
        suggest(to, changed,
                (struct results_suggestion){.kind = SUGGEST_NO_FILTERS});
    }
    if (to->count == 0)
        suggest_words_alike(to, search);
}

static enum slv_status fill_nothing_found(struct results_view *view,
                                          const struct request *request,
                                          struct slv_error *err)
{
    struct suggester to = {.arena = request->arena, .tries_left = TRIES_MAX};
    enum slv_status status = request_reader(request, &to.reader, err);

    if (status == SLV_OK)
        status = page_count_articles(to.reader, request->arena,
                                     &view->article_count, err);
    if (status != SLV_OK)
        return status;
    to.items =
        arena_calloc(to.arena, RESULTS_SUGGESTIONS_MAX, sizeof *to.items);
    find_suggestions(&to, view->request);
    view->suggestions = to.items;
    view->suggestion_count = to.count;
    return SLV_OK;
}

enum slv_status search_page(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    struct slv_search_request search;
    struct slv_search_result result = {.total = 0};
    struct results_view view = {.site = app->site,
                                .visitor = page_visitor(app, request),
                                .request = &search,
                                .result = &result};
    int64_t page;
    enum slv_status status;

    search_params_read(request, &search);
    search.is_partial = search_param_is_on(request, "partial");
    search.is_verbatim = search_param_is_on(request, "verbatim");
    repair(&search, request->arena);
    /* A number that cannot be is a slip in an address, not worth an error. */
    if (!request_param_int(request, "page", 1, INT32_MAX, 1, &page))
        page = 1;
    if (page > RESULTS_PAGE_MAX)
        page = RESULTS_PAGE_MAX;
    view.page = (size_t) page;
    search.offset = (view.page - 1) * RESULTS_PER_PAGE;
    search.limit = RESULTS_PER_PAGE;
    /* while somebody types, hits alone: counting is what takes the time */
    search.want_total = !search.is_partial;
    search.want_facets =
        !search.is_partial && search.query.len <= RESULTS_FILTER_QUERY_MAX;
    status = search_run(app, request, &search, &result, err);
    if (status == SLV_OK && result.hit_count == 0)
        status = fill_nothing_found(&view, request, err);
    if (status != SLV_OK)
        return status;
    response_html(response);
    results_view_write(&response->body, &view);
    return SLV_OK;
}
