/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making hits. See hits.h.
 */
#include "core/search/hits.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/expand.h"
#include "core/search/explain.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/snippet.h"

/* Sections that may be shown as the place of a hit. The text that agents paste
 * says to customers what other sections say better. */
static unsigned shown_roles(const struct searching *search)
{
    if (search->roles)
        return search->roles;
    return search->reader->audience == SLV_AS_PUBLIC ? ~(1u << SLV_ROLE_REPLY)
                                                     : ~0u;
}

static void make_hit(struct searching *search, const struct opened_hit *opened,
                     double score, struct slv_hit *out)
{
    const struct slv_article *article = &opened->article;
    struct snippet snippet;
    bool is_pinned = expand_take_pin(&score);

    search->highlighter.language =
        vocabulary_language(search->reader->vocabulary, article->language);
    snippet_make(&search->highlighter, article, &opened->body->starts,
                 shown_roles(search), search->roles != 0, search->arena,
                 &snippet);
    *out = (struct slv_hit){
        .id = article->id,
        .language = article->language,
        .is_pinned = is_pinned,
        .score = score,
        .snippet = snippet.text,
        .products = article->products,
        .versions = article->versions,
        .state = article->state,
        .access = article->access,
        .updated_unix_s = article->updated_unix_s,
    };
    snippet_mark_all(&search->highlighter, article->title, search->arena,
                     &out->title);
    if (!snippet.section)
        return;
    out->section_title = arena_str(search->arena, snippet.section->title);
    out->section_anchor = arena_str(search->arena, snippet.section->anchor);
    out->section_role = snippet.section->role;
}

enum slv_status hit_open(struct searching *search, const struct xap_hit *hit,
                         struct opened_hit *out, struct slv_error *err)
{
    struct record_origin origin;
    enum slv_status status =
        record_read(hit->data, search->arena, &out->article, &origin, err);

    if (status == SLV_OK)
        status = reader_body(search->reader, hit, out->article.id,
                             origin.digest, search->arena, &out->body, err);
    if (status == SLV_OK)
        status =
            body_read(out->body->unfolded, search->query.condition_count > 0,
                      search->arena, &out->article, err);
    return status;
}

static enum slv_status add_id(struct searching *search,
                              const struct xap_hit *hit,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status =
        record_read(hit->data, search->arena, &article, NULL, err);

    if (status == SLV_OK)
        out->hits[out->hit_count++] =
            (struct slv_hit){.id = article.id, .score = hit->score};
    return status;
}

enum slv_status hit_add(struct searching *search, const struct xap_hit *hit,
                        struct slv_search_result *out, struct slv_error *err)
{
    struct opened_hit opened;
    enum slv_status status;

    if (search->request->want_ids_only)
        return add_id(search, hit, out, err);
    status = hit_open(search, hit, &opened, err);
    if (status != SLV_OK)
        return status;
    make_hit(search, &opened, hit->score, &out->hits[out->hit_count]);
    if (search->request->want_explanation)
        status = explain_hit(search, &out->hits[out->hit_count], err);
    out->hit_count++;
    return status;
}
