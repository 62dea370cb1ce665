/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Unfinished words and identifiers. See partial.h.
 */
#include "core/search/partial.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/plan.h"
#include "core/search/stop_words.h"
#include "core/search/word_terms.h"
#include "text/utf8.h"
#include "text/words.h"

#include <string.h>

static const double unfinished_weight = 0.6;
static const double identifier_weight = 1.5;

enum {
    CODE_BYTES_MIN = 3,
    CODE_TERMS_MAX = 200, /* that are looked at */
    TERMS_MAX = 2 * PARTIAL_WORDS_MAX
};

struct unfinished {
    struct str typed;
    struct str folded;
    size_t letters;
    bool is_code;
};

/* What it may become. */
struct becoming {
    struct vocabulary_term *terms[TERMS_MAX];
    uint64_t articles[TERMS_MAX];
    size_t count;
};

/* --- the last word --- */

static size_t count_letters(struct str folded)
{
    size_t count = 0;

    for (size_t i = 0; i < folded.len; i++)
        count += ((unsigned char) folded.ptr[i] & 0xC0) != 0x80;
    return count;
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

    if (text.len > PARTIAL_TEXT_MAX)
        return false;
    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];

        if (!word.is_part)
            in_identifier = word.kind == WORD_IDENTIFIER;
        if (word.end != text.len || (word.is_part && in_identifier) ||
            word.kind == WORD_COMPOUND || word.kind == WORD_GRAM)
            continue;
        last = word;
        out->folded = arena_str(
            search->arena, (struct str){folded, word_fold(text, word, folded)});
    }
    if (last.end == 0 || out->folded.len == 0)
        return false;
    out->typed = (struct str){text.ptr + last.begin, last.end - last.begin};
    out->letters = count_letters(out->folded);
    out->is_code = last.kind != WORD_PLAIN;
    return true;
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

/* The most frequent words of a range; stop words tell nothing. */
static size_t most_frequent(const struct lexicon_entry *entries, size_t count,
                            const struct lexicon_entry *out[PARTIAL_WORDS_MAX])
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *entry = &entries[i];
        size_t at = kept;

        if (kept == PARTIAL_WORDS_MAX && entry->count <= out[kept - 1]->count)
            continue;
        if (is_stop_word(lexicon_key_of(entry)))
            continue;
        if (kept < PARTIAL_WORDS_MAX)
            kept++;
        else
            at--;
        for (; at > 0 && out[at - 1]->count < entry->count; at--)
            out[at] = out[at - 1];
        out[at] = entry;
    }
    return kept;
}

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
    count = most_frequent(entries, count, best);
    for (size_t i = 0; i < count; i++)
        add_terms(search, lexicon_form_of(best[i]), becoming);
    return SLV_OK;
}

/* The index lists its identifiers by their keys. */
static enum slv_status list_codes(struct searching *search, struct str prefix,
                                  bool want_digits, struct becoming *becoming,
                                  struct slv_error *err)
{
    struct xap_facet_value *found;
    size_t count;
    enum slv_status status =
        xap_list_terms(search->reader->xap, prefix, CODE_TERMS_MAX,
                       search->arena, &found, &count, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        struct str name =
            arena_format(search->arena, "%.*s%.*s", STR_ARG(prefix),
                         STR_ARG(found[i].value));

        if (!want_digits || identifier_key_has_digit(name))
            add_term(becoming,
                     vocabulary_exact(search->reader->vocabulary, 0, name));
    }
    return status;
}

static enum slv_status complete_code(struct searching *search,
                                     const struct unfinished *unfinished,
                                     struct becoming *becoming,
                                     struct slv_error *err)
{
    struct str key = unfinished->folded;
    struct str named;
    enum slv_status status;

    if (key.len < CODE_BYTES_MIN)
        return SLV_OK;
    if (identifier_key_has_digit(key))
        return list_codes(search, key, true, becoming, err);
    named =
        arena_format(search->arena, "%c%.*s", WORD_NAME_PREFIX, STR_ARG(key));
    status = list_codes(search, named, false, becoming, err);
    return status == SLV_OK ? list_codes(search, key, true, becoming, err)
                            : status;
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
    double together = 0;
    double worth;
    struct query_word *words;
    uint16_t group = word ? word->group : 0;

    if (group == 0)
        group = ++query->group_count;
    for (size_t i = 0; i < becoming->count; i++)
        together += (double) becoming->articles[i];
    worth = unfinished_weight *
            (unfinished->is_code ? identifier_weight : 1.0) *
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

enum slv_status partial_query(struct searching *search, struct slv_error *err)
{
    struct unfinished unfinished = {0};
    struct becoming becoming = {.count = 0};
    const struct query_word *word;
    enum slv_status status;

    if (!search->request->is_partial || search->query.ends_with_filter ||
        !find_unfinished(search, &unfinished))
        return SLV_OK;
    word = find_word(&search->query, &unfinished);
    if (word && (word->is_forbidden || word->is_required))
        return SLV_OK;
    if (!unfinished.is_code && unfinished.letters < PARTIAL_LETTERS_MIN &&
        has_others(&search->query, &unfinished)) {
        drop_word(&search->query, &unfinished);
        return SLV_OK;
    }
    /* a word that is a whole one too comes first */
    for (size_t i = 0; i < search->query.count; i++)
        if (is_it(&search->query.words[i], &unfinished))
            add_term(&becoming, search->query.words[i].term);
    status = unfinished.is_code
                 ? complete_code(search, &unfinished, &becoming, err)
                 : complete_word(search, &unfinished, &becoming, err);
    if (status == SLV_OK)
        status = count_articles(search, &becoming, err);
    if (status != SLV_OK)
        return status;
    keep_cheap(&becoming);
    if (becoming.count > 0)
        add_alternatives(search, &unfinished, &becoming);
    return SLV_OK;
}
