/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Parts of an identifier: its words, and the stretches of words that people
 * look for by themselves. Which kind has which stands in the table.
 */
#include "text/identifier_parts.h"

#include "base/str.h"
#include "text/identifier_case.h"
#include "text/identifier_label.h"
#include "text/identifier_shape.h"
#include "text/word_chars.h"

enum parts { PARTS_NONE, PARTS_WORDS, PARTS_CODES, PARTS_CASES };
enum runs { RUNS_NONE, RUNS_TAILS, RUNS_FILES, RUNS_HOST, RUNS_VALUE };

static const struct {
    unsigned char parts;
    unsigned char runs;
} rules[] = {
#define KIND(NAME, name, description, example, key, parts, runs) \
    [IDENTIFIER_##NAME] = {PARTS_##parts, RUNS_##runs},
#include "text/identifiers.def"
#undef KIND
    [IDENTIFIER_COMPOUND] = {PARTS_WORDS, RUNS_NONE},
};

static bool is_plain_word(const struct pieces *pieces, size_t i)
{
    return !(pieces->at[i].features & WORD_HAS_DIGIT);
}

/* A version has none but words of its own: "3.5-inch". */
bool identifier_has_parts(const struct pieces *pieces,
                          enum identifier_kind kind)
{
    if (kind != IDENTIFIER_VERSION)
        return rules[kind].parts != PARTS_NONE;
    for (size_t i = 1; i < pieces->count; i++)
        if (is_plain_word(pieces, i))
            return true;
    return false;
}

struct parting {
    struct identifier_part *out;
    size_t count;
    const struct pieces *pieces;
    enum identifier_kind kind;
};

static void add_part(struct parting *parting, size_t begin, size_t end,
                     enum identifier_part_store store, bool is_run,
                     bool has_digit)
{
    if (parting->count < IDENTIFIER_PARTS_MAX)
        parting->out[parting->count++] = (struct identifier_part){
            begin, end, store, is_run, has_digit, IDENTIFIER_NONE};
}

static void add_run(struct parting *parting, size_t first, size_t last)
{
    enum { RUN_MAX = 64 }; /* bytes; nobody types a longer one */
    const struct piece *at = parting->pieces->at;

    if (last > first && at[last].end - at[first].begin <= RUN_MAX)
        add_part(parting, at[first].begin, at[last].end, IDENTIFIER_PART_CODE,
                 true, parting->pieces->features & WORD_HAS_DIGIT);
}

static bool is_folder_joint(enum joint joint)
{
    return joint & (JOINT_SLASH | JOINT_BACKSLASH);
}

/* Pieces before the first separator of folders behind `first`. */
static size_t host_last(const struct pieces *pieces, size_t first)
{
    size_t last = first;

    while (last + 1 < pieces->count &&
           pieces->at[last + 1].before & (JOINT_DOT | JOINT_HYPHEN))
        last++;
    return last;
}

/* Runs that begin with piece `i`, the longest first. */
static void add_runs(struct parting *parting, size_t i)
{
    enum { ALL_RUNS_MAX = 5, TAIL_MAX = 3, FOLDERS_MAX = 2 };
    const struct pieces *pieces = parting->pieces;
    size_t last = pieces->count - 1;
    size_t folders_behind = 0;
    /* namespaces and classes: few people look for the middle of them */
    bool is_spelled_by_case = rules[parting->kind].parts == PARTS_CASES &&
                              !(pieces->joints & JOINT_UNDERSCORE);

    switch ((enum runs) rules[parting->kind].runs) {
    case RUNS_NONE:
        break;
    case RUNS_TAILS:
        if (i > 0 && (!is_spelled_by_case || last - i < TAIL_MAX))
            add_run(parting, i, last);
        if (pieces->count <= ALL_RUNS_MAX && !is_spelled_by_case)
            for (size_t end = last; end-- > i;)
                add_run(parting, i, end);
        break;
    case RUNS_FILES:
        if (parting->kind == IDENTIFIER_URL && i == 1) {
            add_run(parting, 1, host_last(pieces, 1));
            break;
        }
        if (i == 0 || !is_folder_joint(pieces->at[i].before))
            break;
        for (size_t k = i + 1; k <= last; k++)
            folders_behind += is_folder_joint(pieces->at[k].before);
        if (folders_behind <
            (parting->kind == IDENTIFIER_URL ? 1 : FOLDERS_MAX))
            add_run(parting, i, last);
        break;
    case RUNS_HOST:
        if (parting->kind == IDENTIFIER_NETWORK && i == 0)
            add_run(parting, 0, 3);
        else if (pieces->at[i].before == JOINT_AT)
            add_run(parting, i, last);
        break;
    case RUNS_VALUE:
        if (parting->kind == IDENTIFIER_PACKAGE &&
            i == shape_package_version(pieces))
            add_run(parting, i, last);
        break;
    }
}

static enum identifier_part_store store_of(const struct pieces *pieces,
                                           size_t i, enum identifier_kind kind)
{
    enum { CODE_LEN_MIN = 3 };
    bool is_short = pieces->at[i].features & WORD_HAS_DIGIT &&
                    piece_text(pieces, i).len < CODE_LEN_MIN;

    switch ((unsigned) kind) {
    case IDENTIFIER_NETWORK:
        return i < 4 || is_short ? IDENTIFIER_PART_NOTHING
                                 : IDENTIFIER_PART_CODE;
    case IDENTIFIER_PACKAGE:
        return shape_package_version(pieces) <= i ? IDENTIFIER_PART_NOTHING
               : is_plain_word(pieces, i)         ? IDENTIFIER_PART_WORD
                                                  : IDENTIFIER_PART_CODE;
    case IDENTIFIER_VERSION:
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
                                        : IDENTIFIER_PART_NOTHING;
    case IDENTIFIER_CVE:
        return i == 2 || is_plain_word(pieces, i) ? IDENTIFIER_PART_CODE
                                                  : IDENTIFIER_PART_NOTHING;
    case IDENTIFIER_URL:
    case IDENTIFIER_UNIX_PATH:
    case IDENTIFIER_WINDOWS_PATH:
    case IDENTIFIER_REGISTRY:
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
               : is_short               ? IDENTIFIER_PART_NOTHING
                                        : IDENTIFIER_PART_CODE;
    default:
        if (rules[kind].parts == PARTS_CODES)
            return is_short ? IDENTIFIER_PART_NOTHING : IDENTIFIER_PART_CODE;
        return is_plain_word(pieces, i) ? IDENTIFIER_PART_WORD
                                        : IDENTIFIER_PART_CODE;
    }
}

/* The words of a name in mixed case. */
static void add_cases(struct parting *parting, size_t i)
{
    const struct piece *piece = &parting->pieces->at[i];
    struct str name = piece_text(parting->pieces, i);

    for (size_t at = 0; at < name.len;) {
        size_t end = case_word_end(name, at);
        bool has_digit = false;

        for (size_t k = at; k < end; k++)
            has_digit |= ascii_is_digit(name.ptr[k]);
        add_part(parting, piece->begin + at, piece->begin + end,
                 has_digit ? IDENTIFIER_PART_CODE : IDENTIFIER_PART_WORD, false,
                 has_digit);
        at = end;
    }
}

/* Letters and digits of one word: "KB5034441". */
static void add_halves(struct parting *parting)
{
    const struct piece *piece = &parting->pieces->at[0];
    struct str word = piece_text(parting->pieces, 0);
    size_t letters = shape_letters(word);
    bool is_word = rules[parting->kind].parts == PARTS_WORDS;

    if (letters == 0) {
        add_part(parting, piece->begin, piece->end, IDENTIFIER_PART_NOTHING,
                 false, true);
        return;
    }
    add_part(parting, piece->begin, piece->begin + letters,
             is_word ? IDENTIFIER_PART_WORD : IDENTIFIER_PART_CODE, false,
             false);
    add_part(parting, piece->begin + letters, piece->end, IDENTIFIER_PART_CODE,
             false, true);
}

static void add_pieces(struct parting *parting, size_t first)
{
    const struct pieces *pieces = parting->pieces;
    bool cuts_cases = rules[parting->kind].parts == PARTS_CASES;

    for (size_t i = first; i < pieces->count; i++) {
        bool has_digit = pieces->at[i].features & WORD_HAS_DIGIT;

        if (shape_is_guid_at(pieces, i)) {
            size_t last = i + SHAPE_GUID_PIECES - 1;

            add_run(parting, i, last);
            if (parting->count < IDENTIFIER_PARTS_MAX)
                parting->out[parting->count - 1].kind = IDENTIFIER_GUID;
            i = last;
            continue;
        }
        add_runs(parting, i);
        if (cuts_cases && !(pieces->at[i].features & WORD_HAS_OTHER) &&
            pieces->at[i].features & WORD_HAS_CAPITAL_INSIDE &&
            case_word_end(piece_text(pieces, i), 0) <
                piece_text(pieces, i).len) {
            if (pieces->count > 1)
                add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                         IDENTIFIER_PART_CODE, true, has_digit);
            add_cases(parting, i);
            continue;
        }
        add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                 /* one word is found by the key: a stem would meet others */
                 pieces->count == 1 ? IDENTIFIER_PART_NOTHING
                                    : store_of(pieces, i, parting->kind),
                 false, has_digit);
    }
}

/* The words of the label, and the value, which is no word: somebody who looks
 * for another number with that label must not find this one. */
static void add_labelled(struct parting *parting,
                         const struct labelled *labelled)
{
    const struct pieces *pieces = parting->pieces;
    size_t first = 0;

    if (pieces->count == 1) {
        add_halves(parting);
        return;
    }
    while (first < pieces->count &&
           pieces->at[first].begin < labelled->value_begin) {
        bool is_code = rules[labelled->kind].parts == PARTS_CODES;

        add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                 is_code && piece_is_letters(pieces, first)
                     ? IDENTIFIER_PART_CODE
                     : store_of(pieces, first, labelled->kind),
                 false, pieces->at[first].features & WORD_HAS_DIGIT);
        first++;
    }
    if (labelled->kind == IDENTIFIER_SMTP_STATUS && first < pieces->count) {
        add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                 IDENTIFIER_PART_CODE, false, true);
        first++;
        add_run(parting, first, pieces->count - 1);
        for (; first < pieces->count; first++)
            add_part(parting, pieces->at[first].begin, pieces->at[first].end,
                     IDENTIFIER_PART_NOTHING, false, true);
        return;
    }
    if (labelled->kind == IDENTIFIER_HTTP_STATUS)
        add_run(parting, first, pieces->count - 1);
    for (size_t i = first; i < pieces->count; i++)
        add_part(parting, pieces->at[i].begin, pieces->at[i].end,
                 labelled->kind == IDENTIFIER_CVE
                     ? store_of(pieces, i, labelled->kind)
                 : pieces->at[i].begin >= labelled->value_end
                     ? IDENTIFIER_PART_WORD
                 : i == first ? IDENTIFIER_PART_CODE
                              : IDENTIFIER_PART_NOTHING,
                 false, pieces->at[i].features & WORD_HAS_DIGIT);
}

size_t identifier_parts(struct str text, size_t begin,
                        const struct identifier *whole,
                        struct identifier_part out[IDENTIFIER_PARTS_MAX])
{
    struct parting parting = {.out = out, .kind = whole->kind};
    struct labelled labelled;
    struct pieces pieces;
    unsigned features = 0;
    size_t word_end = word_char_run_end(text, begin, &features);

    if (!whole->has_parts)
        return 0;
    if (labelled_at(text, begin, word_end, features, &labelled) &&
        labelled.kind == whole->kind && labelled.end == whole->end) {
        pieces_cut(str_first(text, whole->end), begin, JOINING_ANY, &pieces);
        parting.pieces = &pieces;
        add_labelled(&parting, &labelled);
        return parting.count;
    }
    pieces_cut(str_first(text, whole->end), begin,
               shape_joining(text, begin, word_end, features), &pieces);
    parting.pieces = &pieces;
    if (pieces.count == 1 && pieces.features & WORD_HAS_DIGIT &&
        rules[whole->kind].parts != PARTS_CASES)
        add_halves(&parting);
    else
        add_pieces(&parting, 0);
    return parting.count;
}
