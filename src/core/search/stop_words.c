/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The list, sorted by bytes.
 */
#include "core/search/stop_words.h"

#include "base/check.h"
#include "base/str.h"

#include <stdlib.h>

/* "not", "no", "cannot", "off", "out" and their like are left in: in a
 * description of a problem they tell. */
static const char *const stop_words[] = {
    "a",      "about", "after", "all",    "also",  "am",      "an",   "and",
    "any",    "are",   "as",    "at",     "be",    "because", "been", "being",
    "but",    "by",    "did",   "do",     "does",  "doing",   "for",  "from",
    "had",    "has",   "have",  "having", "he",    "her",     "his",  "how",
    "i",      "if",    "im",    "in",     "into",  "is",      "it",   "its",
    "ive",    "just",  "me",    "my",     "of",    "on",      "or",   "our",
    "please", "she",   "so",    "some",   "such",  "than",    "that", "the",
    "their",  "them",  "then",  "there",  "these", "they",    "this", "those",
    "to",     "too",   "very",  "was",    "we",    "were",    "what", "when",
    "where",  "which", "while", "who",    "why",   "will",    "with", "would",
    "you",    "your",
};

static int compare_word(const void *key, const void *item)
{
    return str_compare(*(const struct str *) key,
                       str_from(*(const char *const *) item));
}

bool is_stop_word(struct str folded)
{
    return bsearch(&folded, stop_words, ARRAY_LEN(stop_words),
                   sizeof *stop_words, compare_word) != NULL;
}
