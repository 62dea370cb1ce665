/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Unfinished words and identifiers. See partial.h.
 */
#include "core/search/partial.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/expand.h"
#include "core/search/plan.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/stop_words.h"
#include "core/search/title_words.h"
#include "core/search/word_terms.h"
#include "text/identifier_prefix.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

static const double identifier_weight = 1.5;
/* What a title gains, as a share of the best score. */
static const double title_share = 0.3;

enum {
    TITLE_TYPED_MIN = 3, /* bytes; less is in too many titles */
    CODE_BYTES_MIN = 3,
    CODE_LETTERS_MIN = 4, /* of a beginning without digits that is no word's */
    PART_BYTES_MIN = 5,   /* of a beginning of parts, which are many */
    CODE_TERMS_MAX = 200, /* that are looked at */
    TERMS_MAX = 2 * PARTIAL_WORDS_MAX
};

struct unfinished {
    struct str text;  /* all, of which it is the end */
    struct str typed; /* without signs behind it */
    struct str folded;
    size_t letters;
    bool is_code;
};

/* What it may become. */
struct becoming {
    struct vocabulary_term *terms[TERMS_MAX];
    uint64_t articles[TERMS_MAX];
    size_t count;
    double stop_articles; /* with stop words that it may become */
    bool is_word;         /* words begin so */
};

/* --- the last word --- */

static struct str text_of(const struct searching *search)
{
    return search->corrected.len ? search->corrected : search->request->query;
}

/* Signs that join what is typed next to what stands before them. */
static size_t signs_begin(struct str text)
{
    size_t at = text.len;

    while (at > 0 && text.ptr[at - 1] != '\0' &&
           strchr("-_./\\:@", text.ptr[at - 1]))
        at--;
    return at;
}

/* Is it the name of a variable, or of something with a sign that no word has
 * behind it? */
static bool is_name(struct str text, struct word word)
{
    char before = word.begin > 0 ? text.ptr[word.begin - 1] : ' ';
    char after = word.end < text.len ? text.ptr[word.end] : ' ';

    return before == '%' || before == '$' || after == '_' || after == '\\' ||
           (after == ':' && text.ptr[text.len - 1] == ':' &&
            text.len - word.end > 1);
}

/* False when the text ends otherwise. Of a compound it is the last part. */
static bool find_unfinished(struct searching *search, struct unfinished *out)
{
    struct str text = utf8_repair(
        search->corrected.len ? search->corrected : search->request->query,
        search->arena, NULL);
    struct word_scan scan;
    struct word word;
    struct word last = {0};
    bool in_identifier = false;
    size_t end = signs_begin(text);

    if (text.len > PARTIAL_TEXT_MAX)
        return false;
    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];

        if (!word.is_part)
            in_identifier = word.kind == WORD_IDENTIFIER;
        if (word.end != end || (word.is_part && in_identifier) ||
            word.kind == WORD_COMPOUND || word.kind == WORD_GRAM)
            continue;
        last = word;
        out->folded = arena_str(
            search->arena, (struct str){folded, word_fold(text, word, folded)});
    }
    if (last.end == 0 || out->folded.len == 0)
        return false;
    out->text = text;
    out->typed = (struct str){text.ptr + last.begin, last.end - last.begin};
    out->letters = lexicon_letters(out->folded);
    out->is_code = last.kind != WORD_PLAIN || is_name(text, last);
    /* behind a sign, as behind a space, a word is finished */
    return end == text.len || out->is_code;
}

/* Is `word` what the last word was understood as? */
static bool is_it(const struct query_word *word,
                  const struct unfinished *unfinished)
{
    return !word->is_added && str_equal(word->folded, unfinished->folded);
}

static struct query_word *find_word(struct query *query,
                                    const struct unfinished *unfinished)
{
    for (size_t i = 0; i < query->count; i++)
        if (is_it(&query->words[i], unfinished))
            return &query->words[i];
    return NULL;
}

static bool has_others(const struct query *query,
                       const struct unfinished *unfinished)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (!word->is_added && !word->is_stop_word && !word->is_forbidden &&
            !is_it(word, unfinished))
            return true;
    }
    return false;
}

static void drop_word(struct query *query, const struct unfinished *unfinished)
{
    size_t kept = 0;

    for (size_t i = 0; i < query->count; i++)
        if (!is_it(&query->words[i], unfinished) || query->words[i].weight > 1)
            query->words[kept++] = query->words[i];
    query->count = kept;
}

/* --- what it may become --- */

static void add_term(struct becoming *becoming, struct vocabulary_term *term)
{
    for (size_t i = 0; i < becoming->count; i++)
        if (becoming->terms[i] == term)
            return;
    if (becoming->count < TERMS_MAX)
        becoming->terms[becoming->count++] = term;
}

/* The terms that the word has in each language that is searched. */
static void add_terms(struct searching *search, struct str form,
                      struct becoming *becoming)
{
    struct slv_reader *reader = search->reader;
    const unsigned *languages =
        search->language ? &search->language->number : reader->languages;
    size_t language_count = search->language ? 1 : reader->language_count;
    char folded[WORD_FOLDED_MAX];
    struct word_scan scan;
    struct word word;
    struct str key = {folded, 0};

    word_scan_begin(&scan, form, 0);
    if (!word_scan_next(&scan, &word) || word.kind != WORD_PLAIN)
        return;
    key.len = word_fold(form, word, folded);
    for (size_t i = 0; i < language_count; i++) {
        struct vocabulary_term *terms[WORD_TERMS_MAX];
        size_t count = word_terms(reader->vocabulary, languages[i], form, word,
                                  key, terms);

        for (size_t k = 0; k < count; k++)
            add_term(becoming, terms[k]);
    }
}

static enum slv_status complete_word(struct searching *search,
                                     const struct unfinished *unfinished,
                                     struct becoming *becoming,
                                     struct slv_error *err)
{
    const struct lexicon_entry *best[PARTIAL_WORDS_MAX];
    const struct lexicon_entry *entries;
    const struct lexicon *words;
    size_t count;
    enum slv_status status =
        reader_lexicon(search->reader, LEXICON_WORDS, &words, err);

    if (status != SLV_OK)
        return status;
    entries = lexicon_find_prefix(words, unfinished->folded, &count);
    for (size_t i = 0; i < count; i++)
        if (is_stop_word(lexicon_key_of(&entries[i])))
            becoming->stop_articles += entries[i].count;
    becoming->is_word = count > 0;
    count = lexicon_most_frequent(entries, count, is_stop_word, best,
                                  PARTIAL_WORDS_MAX);
    for (size_t i = 0; i < count; i++)
        add_terms(search, lexicon_form_of(best[i]), becoming);
    return SLV_OK;
}

/* The index lists its identifiers by their keys: those with digits as they are,
 * others and parts behind a letter for their kind. */
static enum slv_status list_codes(struct searching *search, char kind,
                                  const struct identifier_prefix *prefix,
                                  struct becoming *becoming,
                                  struct slv_error *err)
{
    struct arena *arena = search->arena;
    struct str key = {prefix->key, prefix->len};
    struct str begin = kind ? arena_format(arena, "%c%.*s", kind, STR_ARG(key))
                            : arena_str(arena, key);
    struct xap_facet_value *found;
    size_t count;
    enum slv_status status = xap_list_terms(
        search->reader->xap, begin, CODE_TERMS_MAX, arena, &found, &count, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        struct str name = arena_format(arena, "%.*s%.*s", STR_ARG(begin),
                                       STR_ARG(found[i].value));
        struct str whole = str_from_offset(name, kind ? 1 : 0);

        if ((kind || identifier_key_has_digit(whole)) &&
            identifier_prefix_takes(prefix, whole))
            add_term(becoming,
                     vocabulary_exact(search->reader->vocabulary, 0, name));
    }
    return status;
}

/* Whole ones first. Parts have no digits in a form of their own. */
static enum slv_status list_all(struct searching *search,
                                const struct identifier_prefix *prefix,
                                struct becoming *becoming,
                                struct slv_error *err)
{
    struct str key = {prefix->key, prefix->len};
    enum slv_status status = SLV_OK;

    if (key.len < CODE_BYTES_MIN)
        return SLV_OK;
    if (!identifier_key_has_digit(key))
        status = list_codes(search, WORD_NAME_PREFIX, prefix, becoming, err);
    if (status == SLV_OK)
        status = list_codes(search, 0, prefix, becoming, err);
    if (status == SLV_OK && key.len >= PART_BYTES_MIN && prefix->whole_len == 0)
        status = list_codes(search, WORD_PART_PREFIX, prefix, becoming, err);
    return status;
}

/* What stands behind "::", or behind the last folder or the "@". */
static struct str last_open(struct str typed)
{
    size_t at = typed.len;

    while (at > 0 && typed.ptr[at - 1] != '\0' &&
           !strchr("/\\@:", typed.ptr[at - 1]))
        at--;
    return str_from_offset(typed, at);
}

/* What an article has without what was typed before it. */
static enum slv_status complete_open(struct searching *search,
                                     const struct unfinished *unfinished,
                                     struct becoming *becoming,
                                     struct slv_error *err)
{
    struct str open = last_open(unfinished->typed);
    struct identifier_prefix prefix = {.len = 0};

    if (open.len == unfinished->typed.len)
        return SLV_OK;
    prefix.len = identifier_run_key(open, prefix.key);
    return prefix.len < CODE_LETTERS_MIN
               ? SLV_OK
               : list_all(search, &prefix, becoming, err);
}

static enum slv_status complete_code(struct searching *search,
                                     const struct unfinished *unfinished,
                                     struct becoming *becoming,
                                     struct slv_error *err)
{
    struct identifier_prefix prefixes[IDENTIFIER_PREFIXES_MAX];
    size_t known = becoming->count;
    size_t count = identifier_prefixes(
        unfinished->text,
        (size_t) (unfinished->typed.ptr - unfinished->text.ptr),
        unfinished->folded, prefixes);
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = list_all(search, &prefixes[i], becoming, err);
    if (status == SLV_OK && becoming->count == known)
        status = complete_open(search, unfinished, becoming, err);
    return status;
}

/* A word, or what no word begins with. */
static enum slv_status complete_any(struct searching *search,
                                    const struct unfinished *unfinished,
                                    struct becoming *becoming,
                                    struct slv_error *err)
{
    size_t known = becoming->count;
    enum slv_status status;

    if (unfinished->is_code) {
        status = complete_code(search, unfinished, becoming, err);
        return status == SLV_OK && becoming->count == known
                   ? complete_word(search, unfinished, becoming, err)
                   : status;
    }
    status = complete_word(search, unfinished, becoming, err);
    if (status == SLV_OK && !becoming->is_word &&
        unfinished->folded.len >= CODE_LETTERS_MIN)
        status = complete_code(search, unfinished, becoming, err);
    return status;
}

static enum slv_status count_articles(struct searching *search,
                                      struct becoming *becoming,
                                      struct slv_error *err)
{
    struct str names[TERMS_MAX];

    for (size_t i = 0; i < becoming->count; i++)
        names[i] = becoming->terms[i]->name;
    return xap_term_frequencies(search->reader->xap, names, becoming->count,
                                becoming->articles, err);
}

/* --- into the query --- */

static bool is_typed(const struct query *query,
                     const struct vocabulary_term *term)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].term == term)
            return true;
    return false;
}

/* The alternatives that are worth their postings are left. */
static void keep_cheap(struct becoming *becoming)
{
    uint64_t postings = 0;
    size_t kept = 0;

    for (size_t i = 0; i < becoming->count; i++) {
        if (becoming->articles[i] == 0)
            continue;
        postings += kept ? becoming->articles[i] : 0;
        if (postings > PARTIAL_POSTINGS_MAX)
            break;
        becoming->terms[kept] = becoming->terms[i];
        becoming->articles[kept++] = becoming->articles[i];
    }
    becoming->count = kept;
}

static void add_alternatives(struct searching *search,
                             const struct unfinished *unfinished,
                             const struct becoming *becoming)
{
    struct query *query = &search->query;
    struct query_word *word = find_word(query, unfinished);
    double articles = (double) xap_reader_document_count(search->reader->xap);
    double together = becoming->stop_articles;
    double worth;
    struct query_word *words;
    uint16_t group = word ? word->group : 0;

    if (group == 0)
        group = ++query->group_count;
    for (size_t i = 0; i < becoming->count; i++)
        together += (double) becoming->articles[i];
    worth = (unfinished->is_code ? identifier_weight : 1.0) *
            plan_idf(articles, together < articles ? together : articles);
    words = arena_calloc(search->arena, query->count + becoming->count,
                         sizeof *words);
    if (query->count)
        memcpy(words, query->words, query->count * sizeof *words);
    query->words = words;
    for (size_t i = 0; i < query->count; i++)
        if (is_it(&words[i], unfinished) && words[i].group == 0)
            words[i].group = group;
    for (size_t i = 0; i < becoming->count; i++) {
        double weight =
            worth / plan_idf(articles, (double) becoming->articles[i]);

        if (is_typed(query, becoming->terms[i])) {
            for (size_t k = 0; k < query->count; k++)
                if (is_it(&words[k], unfinished) &&
                    words[k].term == becoming->terms[i] &&
                    words[k].weight <= identifier_weight)
                    words[k].weight = weight;
            continue;
        }
        words[query->count++] = (struct query_word){
            .text = unfinished->typed,
            .folded = becoming->terms[i]->name,
            .term = becoming->terms[i],
            .weight = weight,
            .group = group,
            .is_added = true,
            .is_identifier = unfinished->is_code,
        };
    }
}

/* As a word of its own it counts by how often it is one. */
static void weigh_whole(struct query *query,
                        const struct unfinished *unfinished,
                        const struct becoming *becoming)
{
    double all = becoming->stop_articles;
    double own = 0;

    for (size_t i = 0; i < becoming->count; i++) {
        all += (double) becoming->articles[i];
        for (size_t k = 0; k < query->count; k++)
            if (is_it(&query->words[k], unfinished) &&
                query->words[k].term == becoming->terms[i])
                own += (double) becoming->articles[i];
    }
    for (size_t k = 0; k < query->count; k++)
        if (is_it(&query->words[k], unfinished) && all > 0)
            query->words[k].weight *= own / all;
}

static enum slv_status complete(struct searching *search,
                                const struct unfinished *unfinished,
                                struct slv_error *err)
{
    struct query *query = &search->query;
    size_t letters_min = has_others(query, unfinished)
                             ? PARTIAL_LETTERS_MIN
                             : PARTIAL_FIRST_LETTERS_MIN;
    struct becoming becoming = {.count = 0};
    enum slv_status status;

    if (unfinished->letters + 1 < letters_min) {
        drop_word(query, unfinished);
        return SLV_OK;
    }
    /* a word that is a whole one too comes first */
    for (size_t i = 0; i < query->count; i++)
        if (is_it(&query->words[i], unfinished))
            add_term(&becoming, query->words[i].term);
    status = complete_any(search, unfinished, &becoming, err);
    if (status == SLV_OK)
        status = count_articles(search, &becoming, err);
    if (status != SLV_OK)
        return status;
    if (unfinished->letters < letters_min) {
        weigh_whole(query, unfinished, &becoming);
        return SLV_OK;
    }
    keep_cheap(&becoming);
    if (becoming.count > 0)
        add_alternatives(search, unfinished, &becoming);
    return SLV_OK;
}

static bool tells_nothing(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_stop_word && !query->words[i].is_forbidden)
            return false;
    return query->condition_count == 0 && query->filter_count == 0 &&
           query->date_count == 0;
}

enum slv_status partial_query(struct searching *search, struct slv_error *err)
{
    struct query *query = &search->query;
    struct unfinished unfinished = {0};
    const struct query_word *word;
    enum slv_status status = SLV_OK;

    if (!search->request->is_partial)
        return SLV_OK;
    if (!query->ends_with_filter && find_unfinished(search, &unfinished)) {
        word = find_word(query, &unfinished);
        if (!word || !(word->is_forbidden || word->is_required))
            status = complete(search, &unfinished, err);
    }
    if (tells_nothing(query))
        query->count = 0;
    return status;
}

/* --- titles that go on as the text does --- */

/* The words of what was typed; none when they are in too many titles. */
static void read_typed(struct searching *search, struct title_words *out)
{
    struct str text = text_of(search);

    out->count = 0;
    if (text.len >= TITLE_TYPED_MIN && text.len <= PARTIAL_TEXT_MAX)
        title_words_read(text, search->arena, out);
}

static bool goes_on(struct searching *search, struct str title,
                    const struct title_words *typed)
{
    struct title_words words;

    title_words_read(title, search->arena, &words);
    return title_words_find(&words, typed) != SIZE_MAX;
}

bool partial_is_ranked(const struct searching *search)
{
    return search->request->is_partial && search->query.count > 0;
}

/* Behind all that score as much. */
static void put_forward(struct xap_hit *hits, size_t at)
{
    struct xap_hit hit = hits[at];

    for (; at > 0 && hits[at - 1].score < hit.score; at--)
        hits[at] = hits[at - 1];
    hits[at] = hit;
}

static double best_score(const struct xap_hit *hits, size_t count)
{
    double best = 0;

    for (size_t i = 0; i < count; i++) {
        double score = hits[i].score;

        expand_take_pin(&score);
        best = score > best ? score : best;
    }
    return best;
}

enum slv_status partial_rank(struct searching *search, struct xap_hit *hits,
                             size_t count, struct slv_error *err)
{
    struct title_words typed;
    enum slv_status status = SLV_OK;

    read_typed(search, &typed);
    search->title_gain =
        typed.count > 0 ? title_share * best_score(hits, count) : 0;
    for (size_t i = 0; i < count && typed.count > 0 && status == SLV_OK; i++) {
        struct record_origin origin;
        struct slv_article article;

        status =
            record_read(hits[i].data, search->arena, &article, &origin, err);
        if (status == SLV_OK && goes_on(search, article.title, &typed)) {
            hits[i].score += search->title_gain;
            put_forward(hits, i);
        }
    }
    return status;
}

void partial_explain(struct searching *search,
                     const struct slv_article *article, struct slv_hit *out)
{
    struct slv_explanation *row = &out->explanation[out->explanation_count];
    struct title_words typed;

    if (!partial_is_ranked(search) || search->title_gain <= 0)
        return;
    read_typed(search, &typed);
    if (!goes_on(search, article->title, &typed))
        return;
    *row = (struct slv_explanation){
        .word = str_trim(text_of(search)),
        .term = str_trim(text_of(search)),
        .idf = 1,
        .score = search->title_gain,
    };
    row->field_weights[FIELD_TITLE] = search->title_gain;
    out->explanation_count++;
}
