/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sections and stretches are judged alike: by the weights of the different
 * words that they hold, and a little by how often they hold them. A stretch
 * begins with a sentence where one begins near; what that sentence holds counts
 * twice, since it is what is read first.
 */
#include "core/search/snippet.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/cjk.h"
#include "text/utf8.h"

#include <stdint.h>
#include <string.h>

/* What a word adds that comes again, and all repeats together at most. */
static const double repeat_share = 0.05;
static const double repeats_max = 0.5;
/* A word in a section's heading tells as much as in its text, and a half. */
static const double heading_share = 1.5;

enum {
    SENTENCE_BACK_MAX = 100,
    HEADING_MATCHES_MAX = 32,
    STRETCHES_MAX = 64, /* of a section that are judged */
    CUT_BACK_MAX = 96   /* bytes given up so as not to part a word */
};

/* Which words a stretch of text holds, a bit each, and how many repeats. */
struct judging {
    uint64_t in_text;
    uint64_t in_heading;
    unsigned repeats;
};

static void judge(struct judging *judging, uint64_t *words, uint32_t word)
{
    uint64_t bit = (uint64_t) 1 << word;

    judging->repeats += (*words & bit) != 0;
    *words |= bit;
}

static double judged(const struct judging *judging,
                     const struct highlighter *words)
{
    double sum = judging->repeats * repeat_share;
    uint64_t rest = judging->in_text | judging->in_heading;

    if (sum > repeats_max)
        sum = repeats_max;
    for (; rest; rest &= rest - 1) {
        unsigned word = (unsigned) __builtin_ctzll(rest);
        bool is_in_heading = judging->in_heading >> word & 1;

        sum += words->weights[word] * (is_in_heading ? heading_share : 1.0);
    }
    return sum;
}

struct matches {
    struct highlight_match items[HIGHLIGHT_MATCHES_MAX];
    size_t count;
};

/* First match at or after byte `at`. */
static size_t first_match(const struct matches *matches, size_t at)
{
    size_t low = 0;
    size_t high = matches->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (matches->items[middle].begin < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The heading of the whole article says what all of its sections are about, so
 * it tells nothing for the first one. */
static double judge_section(struct highlighter *highlighter,
                            const struct slv_section *section,
                            const struct matches *matches)
{
    struct highlight_match in_title[HEADING_MATCHES_MAX];
    struct judging judging = {0};
    size_t count = section->level < 2
                       ? 0
                       : highlight_find(highlighter, section->title, in_title,
                                        HEADING_MATCHES_MAX);

    for (size_t i = 0; i < count; i++)
        judge(&judging, &judging.in_heading, in_title[i].word);
    for (size_t i = first_match(matches, section->text_begin);
         i < matches->count && matches->items[i].begin < section->text_end; i++)
        judge(&judging, &judging.in_text, matches->items[i].word);
    return judged(&judging, highlighter);
}

static const struct slv_section *
choose_section(struct highlighter *highlighter,
               const struct slv_article *article, const struct matches *matches,
               unsigned roles, bool is_filtered)
{
    const struct slv_section *best = NULL;
    double best_score = 0;

    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];
        double score;

        if (!(roles >> section->role & 1))
            continue;
        score = judge_section(highlighter, section, matches);
        if (score > best_score || (!best && is_filtered)) {
            best = section;
            best_score = score;
        }
    }
    return best;
}

/* --- where sentences and words end --- */

/* Most bytes: no sentence ends with one, and it is no space. */
static bool is_within_sentence(unsigned char c)
{
    return c > ' ' && c < 0x80;
}

/* Does a sentence end right before byte `at`? A small letter goes on with what
 * was no sentence but an abbreviation. */
static bool ends_sentence(struct str text, size_t at)
{
    unsigned char end = at > 0 ? (unsigned char) text.ptr[at - 1] : '\n';
    char last = at >= 2 ? text.ptr[at - 2] : ' ';
    struct str before;

    if (is_within_sentence(end))
        return false;
    if (end == '\n')
        return true;
    if (end == ' ')
        return (last == '.' || last == '!' || last == '?') &&
               (at == text.len || text.ptr[at] < 'a' || text.ptr[at] > 'z');
    before = str_first(text, at);
    return str_has_suffix(before, STR("\xE3\x80\x82")) || /* ideographic . */
           str_has_suffix(before, STR("\xEF\xBC\x81")) || /* full width ! */
           str_has_suffix(before, STR("\xEF\xBC\x9F"));   /* and ? */
}

static size_t sentence_end(struct str text, size_t begin, size_t limit)
{
    size_t at = begin + 1;

    while (at < limit &&
           (is_within_sentence((unsigned char) text.ptr[at - 1]) ||
            !ends_sentence(text, at)))
        at++;
    return at < limit ? at : limit;
}

/* End of the character at `at`. *may_cut tells whether a text without spaces
 * may be cut there: behind a character of a script that has none, or a sign. */
static size_t step(struct str text, size_t at, bool *may_cut)
{
    uint32_t code;
    size_t len = utf8_decode(text, at, &code);

    if (cjk_at(text, at)) {
        *may_cut = true;
        return cjk_char_end(text, at);
    }
    *may_cut = !utf8_is_word(code);
    return at + len;
}

/* The first place in low...high to cut at; `high` when there is none. */
static size_t first_cut(struct str text, size_t low, size_t high)
{
    bool may_cut = false;
    size_t at = utf8_floor(text, low);

    while (at < high) {
        at = step(text, at, &may_cut);
        if (may_cut && at > low && at < high)
            return at;
    }
    return high;
}

/* The last one; `low` when there is none. */
static size_t last_cut(struct str text, size_t low, size_t high)
{
    bool may_cut = false;
    size_t cut = low;
    size_t at = utf8_floor(text, low);

    while (at < high) {
        at = step(text, at, &may_cut);
        if (may_cut && at <= high)
            cut = at;
    }
    return cut;
}

/* Where the sentence or line with byte `at`, the beginning of a word, begins;
 * not far before it. */
static size_t sentence_begin(struct str text, size_t begin, size_t at)
{
    size_t low =
        at - begin > SENTENCE_BACK_MAX ? at - SENTENCE_BACK_MAX : begin;
    size_t space = 0;

    for (size_t i = at; i > low; i--) {
        if (is_within_sentence((unsigned char) text.ptr[i - 1]))
            continue;
        if (ends_sentence(text, i))
            return i;
        if (text.ptr[i - 1] == ' ' || text.ptr[i - 1] == '\t')
            space = i;
    }
    if (low == begin)
        return begin;
    return space ? space : first_cut(text, low, at);
}

struct stretch {
    size_t begin;
    size_t end;
};

static double judge_stretch(const struct highlighter *highlighter,
                            const struct matches *matches,
                            struct stretch stretch)
{
    struct judging judging = {0};

    for (size_t i = first_match(matches, stretch.begin);
         i < matches->count && matches->items[i].end <= stretch.end; i++)
        judge(&judging, &judging.in_text, matches->items[i].word);
    return judged(&judging, highlighter);
}

/* Step back from `end` to where a word has just ended, if one does not do so
 * there anyway. A word that takes all of the room is parted beside a sign. */
static size_t word_end(struct str text, size_t begin, size_t end, size_t limit)
{
    size_t low;
    size_t cut;

    if (end >= limit)
        return limit;
    end = utf8_floor(text, end);
    low = end - begin > CUT_BACK_MAX ? end - CUT_BACK_MAX : begin;
    for (cut = end; cut > low && !ascii_is_space(text.ptr[cut]);)
        cut--;
    if (cut > low && cjk_at(text, utf8_floor(text, end - 1)))
        low = cut;
    else if (cut > low)
        return cut;
    cut = last_cut(text, low, end);
    return cut > low ? cut : end;
}

/* What the words of the whole stretch tell, and once more those of its first
 * sentence; 0 without looking for that when it is no more than `least`. */
static double judge_both(const struct highlighter *highlighter, struct str text,
                         const struct matches *matches, struct stretch stretch,
                         size_t limit, double least, size_t *sentence_ends)
{
    struct stretch sentence = stretch;
    double whole;

    if (stretch.end > limit)
        stretch.end = limit;
    *sentence_ends = 0;
    whole = judge_stretch(highlighter, matches, stretch);
    if (2 * whole <= least)
        return 0;
    sentence.end = sentence_end(text, stretch.begin, stretch.end);
    *sentence_ends = sentence.end;
    return whole + judge_stretch(highlighter, matches, sentence);
}

static struct stretch choose_stretch(const struct highlighter *highlighter,
                                     struct str text, struct stretch section,
                                     const struct matches *matches)
{
    struct stretch best = {section.begin, 0};
    double best_score = -1;
    size_t judged_begin = SIZE_MAX;
    size_t judged_end = 0; /* of the sentence that begins there */
    size_t first = first_match(matches, section.begin);

    for (size_t i = first; i < matches->count && i - first < STRETCHES_MAX &&
                           matches->items[i].begin < section.end;
         i++) {
        size_t at = matches->items[i].begin;
        struct stretch stretch = {0};
        double score;

        if (at < judged_end && at - judged_begin <= SENTENCE_BACK_MAX)
            continue;
        stretch.begin = sentence_begin(text, section.begin, at);
        if (stretch.begin == judged_begin)
            continue;
        judged_begin = stretch.begin;
        stretch.end = stretch.begin + SNIPPET_BYTES_MAX;
        score = judge_both(highlighter, text, matches, stretch, section.end,
                           best_score, &judged_end);
        if (score > best_score) {
            best = stretch;
            best_score = score;
        }
    }
    best.end =
        word_end(text, best.begin, best.begin + SNIPPET_BYTES_MAX, section.end);
    return best;
}

struct writing {
    char *bytes;
    size_t len;
    bool has_space;
};

/* White space of any kind and amount becomes one space; none at the start. */
static void write_char(struct writing *writing, char c)
{
    if (ascii_is_space(c)) {
        writing->has_space = writing->len > 0;
        return;
    }
    if (writing->has_space)
        writing->bytes[writing->len++] = ' ';
    writing->has_space = false;
    writing->bytes[writing->len++] = c;
}

static void write_ellipsis(struct writing *writing)
{
    writing->has_space = false;
    memcpy(writing->bytes + writing->len, "\xE2\x80\xA6", 3);
    writing->len += 3;
}

/* Marks that touch are one: the grams of a run, a word and the run after it. */
static void merge_last_mark(struct slv_marked *out)
{
    struct slv_mark *last = &out->marks[out->mark_count - 1];

    if (out->mark_count < 2 || last[-1].end != last->begin)
        return;
    last[-1].end = last->end;
    out->mark_count--;
}

static void write_stretch(struct str text, struct stretch section,
                          struct stretch stretch, const struct matches *matches,
                          struct arena *arena, struct slv_marked *out)
{
    size_t next = first_match(matches, stretch.begin);
    size_t mark_max = matches->count - next;
    struct writing writing = {
        arena_alloc(arena, stretch.end - stretch.begin + 8), 0, false};

    if (mark_max > SNIPPET_BYTES_MAX)
        mark_max = SNIPPET_BYTES_MAX;
    out->marks = arena_alloc(arena, mark_max * sizeof *out->marks);
    out->mark_count = 0;
    if (stretch.begin > section.begin && text.ptr[stretch.begin - 1] != '\n')
        write_ellipsis(&writing);
    for (size_t at = stretch.begin; at < stretch.end; at++) {
        if (next < matches->count && matches->items[next].begin == at &&
            matches->items[next].end <= stretch.end &&
            out->mark_count < mark_max) {
            struct slv_mark *mark = &out->marks[out->mark_count++];
            size_t end = matches->items[next++].end;

            write_char(&writing, text.ptr[at++]);
            mark->begin = (uint32_t) writing.len - 1;
            while (at < end)
                write_char(&writing, text.ptr[at++]);
            mark->end = (uint32_t) writing.len;
            merge_last_mark(out);
            at--;
        } else {
            write_char(&writing, text.ptr[at]);
        }
    }
    if (stretch.end < section.end &&
        str_trim(
            (struct str){text.ptr + stretch.end, section.end - stretch.end})
            .len)
        write_ellipsis(&writing);
    out->text = (struct str){writing.bytes, writing.len};
}

static bool has_text(struct str text, struct stretch stretch)
{
    return stretch.end <= text.len &&
           str_trim((struct str){text.ptr + stretch.begin,
                                 stretch.end - stretch.begin})
               .len;
}

/* Text of `chosen`. When that is NULL or has none: from the first section after
 * it that may be shown and has some, as far as sections may be shown. */
static struct stretch shown_text(const struct slv_article *article,
                                 struct str text,
                                 const struct slv_section *chosen,
                                 unsigned roles)
{
    size_t first = chosen ? (size_t) (chosen - article->sections) : 0;
    struct stretch shown = {0, 0};

    for (size_t i = first; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];
        struct stretch stretch = {section->text_begin, section->text_end};
        bool is_shown = section == chosen || roles >> section->role & 1;

        if (is_shown && section == chosen && has_text(text, stretch))
            return stretch;
        if (is_shown && has_text(text, stretch)) {
            if (shown.end == 0)
                shown.begin = stretch.begin;
            shown.end = stretch.end;
        } else if (shown.end > 0 && !is_shown) {
            break;
        }
    }
    return shown;
}

void snippet_make(struct highlighter *highlighter,
                  const struct slv_article *article,
                  const struct word_starts *starts, unsigned roles,
                  bool is_filtered, struct arena *arena, struct snippet *out)
{
    struct str text = utf8_prefix(article->text, SNIPPET_TEXT_MAX);
    struct matches matches;
    struct stretch section;

    matches.count =
        starts ? highlight_find_listed(highlighter, text, starts, matches.items,
                                       HIGHLIGHT_MATCHES_MAX)
               : highlight_find(highlighter, text, matches.items,
                                HIGHLIGHT_MATCHES_MAX);
    out->section =
        choose_section(highlighter, article, &matches, roles, is_filtered);
    section = shown_text(article, text, out->section, roles);
    write_stretch(text, section,
                  choose_stretch(highlighter, text, section, &matches),
                  &matches, arena, &out->text);
}

void snippet_mark_all(struct highlighter *highlighter, struct str text,
                      struct arena *arena, struct slv_marked *out)
{
    struct matches matches;

    matches.count =
        highlight_find(highlighter, text, matches.items, HIGHLIGHT_MATCHES_MAX);
    out->text = text;
    out->mark_count = 0;
    out->marks = arena_alloc(arena, matches.count * sizeof *out->marks);
    for (size_t i = 0; i < matches.count; i++) {
        out->marks[out->mark_count++] =
            (struct slv_mark){matches.items[i].begin, matches.items[i].end};
        merge_last_mark(out);
    }
}
