/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting the words of an article, field by field, and turning the counts
 * into impacts. Each term's counts stand in an array of the builder; the
 * vocabulary's entry knows the place.
 */
#include "core/search/document.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/article_read.h"
#include "core/search/word_terms.h"
#include "text/cjk.h"
#include "text/gzip.h"
#include "text/words.h"

#include <stdlib.h>

enum { BODY_LEVEL = 6, DOCUMENT_BYTES_MAX = 64 * 1024 * 1024 };

/* Text in most fields is text of the body too. */
#define IN(field) (1u << (field))

struct counted {
    struct vocabulary_term *term;
    struct document_counts counts;
};

struct document_builder {
    struct vocabulary *vocabulary;
    struct gzip_coder *coder;
    unsigned language; /* of the article, as the vocabulary numbers it */
    uint64_t stamp;
    struct counted *counted;
    size_t count;
    size_t capacity;
    uint32_t lengths[SEARCH_FIELD_COUNT];
    struct strbuf scratch;
    struct lexicon_tally *tally; /* NULL: nobody asked */
};

struct document_builder *document_builder_new(void)
{
    struct document_builder *builder = alloc_zeroed(1, sizeof *builder);

    builder->vocabulary = vocabulary_new();
    builder->coder = gzip_coder_new(BODY_LEVEL);
    strbuf_init(&builder->scratch, DOCUMENT_BYTES_MAX);
    return builder;
}

void document_builder_free(struct document_builder *builder)
{
    if (!builder)
        return;
    vocabulary_free(builder->vocabulary);
    gzip_coder_free(builder->coder);
    strbuf_release(&builder->scratch);
    lexicon_tally_free(builder->tally);
    free(builder->counted);
    free(builder);
}

static void count_term(struct document_builder *builder,
                       struct vocabulary_term *term, unsigned fields)
{
    struct counted *counted;

    if (term->stamp != builder->stamp) {
        builder->counted =
            alloc_grow(builder->counted, builder->count, &builder->capacity,
                       sizeof *builder->counted);
        term->stamp = builder->stamp;
        term->slot = (uint32_t) builder->count;
        builder->counted[builder->count++] = (struct counted){.term = term};
    }
    counted = &builder->counted[term->slot];
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        counted->counts.tf[field] += fields >> field & 1;
}

static void count_word(struct document_builder *builder, struct str text,
                       struct word word, struct str key, unsigned fields)
{
    struct vocabulary_term *terms[WORD_TERMS_MAX];
    size_t count = word_terms(builder->vocabulary, builder->language, text,
                              word, key, terms);

    for (size_t i = 0; i < count; i++)
        count_term(builder, terms[i], fields);
}

static void count_exact(struct document_builder *builder, struct str text,
                        struct word word, unsigned fields)
{
    char folded[WORD_FOLDED_MAX];
    struct str key = {folded, word_fold(text, word, folded)};

    if (key.len)
        count_term(builder, vocabulary_exact(builder->vocabulary, 0, key),
                   fields);
}

/* A gram, and each character of its run once by itself, for queries of one
 * character. Returns by how many half words the text grows: a character is
 * half a word. */
static uint32_t count_gram(struct document_builder *builder, struct str text,
                           struct word gram, unsigned fields)
{
    struct word first = {.begin = gram.begin,
                         .end = cjk_char_end(text, gram.begin),
                         .kind = WORD_GRAM};
    struct word second = {
        .begin = first.end, .end = gram.end, .kind = WORD_GRAM};

    count_exact(builder, text, gram, fields);
    if (first.end == gram.end)
        return 1;
    count_exact(builder, text, first, fields);
    if (cjk_at(text, gram.end))
        return 1;
    count_exact(builder, text, second, fields);
    return 2;
}

/* A whole compound or identifier counts beside its parts, but only the parts
 * make the field longer. */
static void count_text(struct document_builder *builder, struct str text,
                       unsigned fields)
{
    struct word_scan scan;
    struct word word;
    uint32_t half_words = 0;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        struct str key = {folded, word_fold(text, word, folded)};

        if (key.len == 0)
            continue;
        if (builder->tally)
            lexicon_tally_word(builder->tally, text, word, key);
        if (word.kind == WORD_GRAM) {
            half_words += count_gram(builder, text, word, fields);
            continue;
        }
        count_word(builder, text, word, key, fields);
        if (word.kind == WORD_PLAIN || word.kind == WORD_CODE)
            half_words += 2;
    }
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        if (fields & IN(field))
            builder->lengths[field] += half_words / 2;
}

static void count_list(struct document_builder *builder,
                       const struct str_list *list, unsigned fields)
{
    for (size_t i = 0; i < list->count; i++)
        count_text(builder, list->items[i], fields);
}

static void begin_counting(struct document_builder *builder,
                           struct str language)
{
    vocabulary_trim(builder->vocabulary);
    builder->language = vocabulary_language(builder->vocabulary, language);
    builder->stamp++;
    builder->count = 0;
    if (builder->tally)
        lexicon_tally_begin(builder->tally);
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        builder->lengths[field] = 0;
}

static void count_title(struct document_builder *builder, struct str title)
{
    count_text(builder, title,
               IN(FIELD_BODY) | IN(FIELD_TITLE) | IN(FIELD_TOPIC));
}

void document_count_text(struct document_builder *builder, struct str language,
                         struct str title, struct str text)
{
    begin_counting(builder, language);
    count_title(builder, title);
    count_text(builder, text, IN(FIELD_BODY));
}

static void count_article(struct document_builder *builder,
                          const struct slv_article *article)
{
    const unsigned keyword_fields =
        IN(FIELD_BODY) | IN(FIELD_KEYWORD) | IN(FIELD_TOPIC);

    begin_counting(builder, article->language);
    count_title(builder, article->title);
    for (size_t i = 0; i < article->section_count; i++)
        count_text(builder, article->sections[i].title,
                   IN(FIELD_BODY) | IN(FIELD_HEADING) |
                       (article->sections[i].level == 1 ? IN(FIELD_TOPIC) : 0));
    count_list(builder, &article->keywords, keyword_fields);
    count_list(builder, &article->errors, keyword_fields);
    count_list(builder, &article->tags, keyword_fields);
    count_text(builder, article->description,
               IN(FIELD_DESCRIPTION) | IN(FIELD_TOPIC));
    article_name_words(article->path, &builder->scratch);
    count_text(builder, strbuf_str(&builder->scratch),
               IN(FIELD_NAME) | IN(FIELD_TOPIC));
    count_list(builder, &article->products, IN(FIELD_BODY));
    count_text(builder, article->text, IN(FIELD_BODY));
}

uint32_t document_impact(const struct document_counts *counts,
                         const uint32_t lengths[SEARCH_FIELD_COUNT],
                         double parts[SEARCH_FIELD_COUNT])
{
    double sum = 0;
    uint32_t steps;

    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++) {
        double part = counts->tf[field]
                          ? schema_impact((enum search_field) field,
                                          counts->tf[field], lengths[field])
                          : 0;

        if (parts)
            parts[field] = part;
        sum += part;
    }
    steps = (uint32_t) (sum * SCHEMA_IMPACT_STEPS + 0.5);
    return steps ? steps : 1;
}

/* --- terms beside the words --- */

struct name_list {
    struct xap_term *terms;
    size_t count;
};

static void add_name(struct name_list *names, struct str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (str_equal(names->terms[i].name, name))
            return;
    names->terms[names->count++] = (struct xap_term){name, 0};
}

static bool is_path_implied(const struct slv_article *article)
{
    return str_has_suffix(article->path, STR(".md")) &&
           str_equal(str_first(article->path, article->path.len - 3),
                     article->id);
}

static struct str_list roles_of(const struct slv_article *article,
                                struct arena *arena)
{
    struct str_list list = {
        arena_calloc(arena, SLV_ROLE_COUNT, sizeof *list.items), 0};
    bool has[SLV_ROLE_COUNT] = {false};

    for (size_t i = 0; i < article->section_count; i++)
        has[article->sections[i].role] = true;
    for (unsigned role = SLV_ROLE_NONE + 1; role < SLV_ROLE_COUNT; role++)
        if (has[role])
            list.items[list.count++] =
                str_from(slv_role_name((enum slv_role) role));
    return list;
}

static struct str facet_value(const struct str_list facets[SLV_FACET_COUNT],
                              struct arena *arena)
{
    size_t item_max = 1;
    size_t count = 0;
    struct str *items;
    struct str value;

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        item_max += facets[facet].count;
    items = arena_calloc(arena, item_max, sizeof *items);
    items[count++] = STR(SCHEMA_NO_FACET);
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        for (size_t i = 0; i < facets[facet].count; i++)
            items[count++] = arena_format(
                arena, "%c%.*s", schema_facet_prefix((enum slv_facet) facet),
                STR_ARG(facets[facet].items[i]));
    xap_multi_value(items, count, arena, &value);
    return value;
}

static int compare_terms(const void *a, const void *b)
{
    const struct xap_term *left = a;
    const struct xap_term *right = b;

    return str_compare(left->name, right->name);
}

/* Terms and values of an article are compared with each other and kept in one
 * piece, so there is an end to them. */
static struct str_list first_names(const struct str_list *list)
{
    size_t count =
        list->count < SCHEMA_NAMES_MAX ? list->count : SCHEMA_NAMES_MAX;

    return (struct str_list){list->items, count};
}

void document_fill_terms(struct document_builder *builder,
                         const struct str *names, size_t name_count,
                         struct arena *arena, struct document *out)
{
    struct xap_term *terms =
        arena_calloc(arena, builder->count + name_count, sizeof *terms);
    struct name_list rest = {terms + builder->count, 0};

    for (size_t i = 0; i < builder->count; i++)
        terms[i] =
            (struct xap_term){arena_str(arena, builder->counted[i].term->name),
                              document_impact(&builder->counted[i].counts,
                                              builder->lengths, NULL)};
    for (size_t i = 0; i < name_count; i++)
        add_name(&rest, names[i]);
    out->document.terms = terms;
    out->document.term_count = builder->count + rest.count;
    qsort(terms, out->document.term_count, sizeof *terms, compare_terms);
}

static void fill_terms(struct document_builder *builder,
                       const struct slv_article *article,
                       const struct str_list facets[SLV_FACET_COUNT],
                       struct arena *arena, struct document *out)
{
    struct str_list replaces = first_names(&article->replaces);
    size_t name_max = 2 + replaces.count;
    size_t count = 0;
    struct str *names;

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        name_max += facets[facet].count;
    names = arena_calloc(arena, name_max, sizeof *names);
    names[count++] = out->unique_term;
    if (!is_path_implied(article))
        names[count++] =
            schema_file_term(article->folder, article->path, arena);
    for (size_t i = 0; i < replaces.count; i++)
        names[count++] = schema_name_term('R', replaces.items[i], arena);
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        for (size_t i = 0; i < facets[facet].count; i++)
            names[count++] = schema_filter_term((enum slv_facet) facet,
                                                facets[facet].items[i], arena);
    document_fill_terms(builder, names, count, arena, out);
}

static void fill_values(const struct slv_article *article,
                        const struct str_list facets[SLV_FACET_COUNT],
                        struct arena *arena, struct document *out)
{
    struct xap_value *values = arena_calloc(arena, SLOT_COUNT, sizeof *values);
    size_t count = 0;

    values[count++] = (struct xap_value){SLOT_KEY, out->key};
    values[count++] = (struct xap_value){
        SLOT_UPDATED, schema_time(article->updated_unix_s, arena)};
    values[count++] =
        (struct xap_value){SLOT_FACETS, facet_value(facets, arena)};
    out->document.values = values;
    out->document.value_count = count;
}

/* Hand what the scratch buffer holds over to the arena. */
static struct str settle(struct strbuf *scratch, struct arena *arena)
{
    struct str bytes = arena_str(arena, strbuf_str(scratch));

    strbuf_clear(scratch);
    return bytes;
}

void document_build(struct document_builder *builder,
                    const struct slv_article *article,
                    const struct record_origin *origin, struct arena *arena,
                    struct document *out)
{
    struct str language = article->language;
    const struct str_list facets[SLV_FACET_COUNT] = {
        [SLV_FACET_PRODUCT] = first_names(&article->products),
        [SLV_FACET_VERSION] = first_names(&article->versions),
        [SLV_FACET_TAG] = first_names(&article->tags),
        [SLV_FACET_LANGUAGE] = {&language, language.len > 0},
        [SLV_FACET_SECTION] = roles_of(article, arena),
    };

    out->key = schema_key(article->id, arena);
    out->unique_term = schema_name_term('Q', article->id, arena);
    count_article(builder, article);
    fill_terms(builder, article, facets, arena, out);
    fill_values(article, facets, arena, out);
    strbuf_clear(&builder->scratch);
    record_write(article, origin, &builder->scratch);
    out->document.data = settle(&builder->scratch, arena);
    body_write(article, builder->coder, &builder->scratch);
    out->body = settle(&builder->scratch, arena);
}

struct lexicon_tally *document_tally(struct document_builder *builder)
{
    if (!builder->tally) {
        builder->tally = lexicon_tally_new();
        lexicon_tally_begin(builder->tally);
    }
    return builder->tally;
}

void document_take_forms(struct document_builder *builder, struct arena *arena,
                         struct document *out)
{
    struct lexicon_item *forms;

    lexicon_tally_list(document_tally(builder), arena, &forms,
                       &out->form_count);
    out->forms = forms;
}

void document_read_forms(struct document_builder *builder,
                         const struct slv_article *article, struct arena *arena,
                         struct lexicon_item **out, size_t *count)
{
    struct lexicon_tally *tally = document_tally(builder);

    count_article(builder, article);
    lexicon_tally_list(tally, arena, out, count);
}

void document_count_term(struct document_builder *builder,
                         const struct slv_article *article, struct str term,
                         struct document_counts *counts,
                         uint32_t lengths[SEARCH_FIELD_COUNT])
{
    *counts = (struct document_counts){{0}};
    count_article(builder, article);
    for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
        lengths[field] = builder->lengths[field];
    for (size_t i = 0; i < builder->count; i++)
        if (str_equal(builder->counted[i].term->name, term))
            *counts = builder->counted[i].counts;
}
