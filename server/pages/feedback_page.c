/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /feedback: keeps a yes or no, then perhaps a sentence that goes with it,
 * and sends the browser back to the article. The answer is durable before the
 * browser hears of it.
 *
 * The first answer gets a random token, which comes back with the sentence, so
 * that both are one entry. Nothing in it tells who answered.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/app.h"
#include "server/article_links.h"
#include "server/feedback.h"
#include "server/pages/article_page.h"
#include "store/feedback_store.h"
#include "text/utf8.h"

#include <string.h>
#include <sys/random.h>

enum { TOKEN_BYTES = FEEDBACK_TOKEN_LENGTH / 2, ADDRESS_BYTES_MAX = 4096 };

struct answer {
    struct str article;
    struct str token;   /* empty: the first answer */
    struct str comment; /* line ends are LF */
    bool is_helpful;
    bool is_from_program; /* it filled in the field that nobody sees */
};

static struct str field(const struct uri_params *form, const char *name)
{
    const struct str *value = uri_param_find(form, str_from(name));

    return value ? *value : STR("");
}

/* Browsers send CR LF for each line end of a text field. */
static struct str plain_lines(struct str text, struct arena *arena)
{
    char *plain = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\r')
            plain[len++] = text.ptr[i];
    }
    return str_trim((struct str){plain, len});
}

static enum slv_status read_answer(const struct request *request,
                                   struct answer *out, struct slv_error *err)
{
    struct uri_params form = request_form(request);
    struct str helpful = field(&form, "helpful");
    struct arena *arena = request->arena;

    *out = (struct answer){
        .article = field(&form, "article"),
        .token = field(&form, "token"),
        .comment = plain_lines(
            utf8_repair(field(&form, "comment"), arena, NULL), arena),
        .is_helpful = str_equal(helpful, STR("yes")),
        .is_from_program = field(&form, "website").len > 0};
    if (out->article.len == 0 || out->article.len > BOUND_ARTICLE_ID_BYTES ||
        (!out->is_helpful && !str_equal(helpful, STR("no"))) ||
        (out->token.len > 0 && !feedback_token_is_valid(out->token)))
        return slv_fail(err, SLV_ERR_INPUT,
                        "This answer cannot be read: it names no article, or "
                        "says neither yes nor no");
    return SLV_OK;
}

static enum slv_status make_token(struct arena *arena, struct str *out,
                                  struct slv_error *err)
{
    unsigned char bytes[TOKEN_BYTES];
    struct strbuf digits;

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
        return slv_fail(err, SLV_ERR_INTERNAL, "no random bytes");
    strbuf_init(&digits, FEEDBACK_TOKEN_LENGTH + 1);
    for (size_t i = 0; i < sizeof bytes; i++)
        strbuf_add_format(&digits, "%02x", bytes[i]);
    *out = arena_str(arena, strbuf_str(&digits));
    strbuf_release(&digits);
    return SLV_OK;
}

/* The store knows the digest of a token only. */
static struct str token_digest(struct str token, char digest[HASH_HEX_BYTES])
{
    hash_format(hash_bytes(token), digest);
    return str_from(digest);
}

static enum slv_status keep_answer(struct app *app,
                                   const struct request *request,
                                   struct answer *answer, struct slv_error *err)
{
    char digest[HASH_HEX_BYTES];
    enum slv_status status = make_token(request->arena, &answer->token, err);

    if (status != SLV_OK)
        return status;
    return feedback_keep(app, request, answer->article, answer->is_helpful,
                         answer->comment, token_digest(answer->token, digest),
                         err);
}

static enum slv_status keep_comment(struct app *app,
                                    const struct answer *answer,
                                    struct slv_error *err)
{
    char digest[HASH_HEX_BYTES];

    if (answer->comment.len == 0)
        return SLV_OK;
    if (!app->feedback)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Answers cannot be kept at the moment");
    return feedback_store_set_comment(app->feedback, answer->article,
                                      token_digest(answer->token, digest),
                                      answer->comment, err);
}

/* Back to the article, where the next step of the question is shown. */
static void redirect(const struct request *request, const struct answer *answer,
                     const char *step, struct response *response)
{
    struct strbuf url;

    strbuf_init(&url, ADDRESS_BYTES_MAX);
    article_url(&url, answer->article, STR(""));
    strbuf_add_format(&url, "?feedback=%s", step);
    if (strcmp(step, "done") != 0) {
        strbuf_add_cstr(&url, "&token=");
        strbuf_add_str(&url, answer->token);
    }
    strbuf_add_cstr(&url, "#~feedback");
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
}

/* Show the article again with what was typed, which must not be lost. */
static enum slv_status
show_again(struct app *app, const struct request *request,
           const struct answer *answer, enum feedback_step step,
           int http_status, struct response *response, struct slv_error *err)
{
    struct article_view state = {.step = step,
                                 .token = answer->token,
                                 .is_unhelpful = !answer->is_helpful,
                                 .comment = answer->comment};

    response->status = http_status;
    return article_page_write(app, request, answer->article, &state, response,
                              err);
}

/* The sentence after the answer: on failure the page comes back with it. */
static enum slv_status take_comment(struct app *app,
                                    const struct request *request,
                                    struct answer *answer,
                                    struct response *response,
                                    struct slv_error *err)
{
    enum slv_status status;

    if (answer->comment.len > BOUND_FEEDBACK_COMMENT_BYTES)
        return show_again(app, request, answer, FEEDBACK_TOO_LONG, 413,
                          response, err);
    status = keep_comment(app, answer, err);
    if (status == SLV_ERR_NOT_FOUND)
        return status;
    if (status != SLV_OK) {
        log_event(LOG_ERROR, log_name("comment_not_stored"),
                  log_cstr("request", request->id),
                  log_cstr("reason", err->text));
        return show_again(app, request, answer, FEEDBACK_NOT_STORED, 503,
                          response, err);
    }
    redirect(request, answer, "done", response);
    return SLV_OK;
}

enum slv_status feedback_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct answer answer;
    enum slv_status status;

    if (!request_is_same_origin(request, app->base_url))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This answer was sent from another site");
    status = read_answer(request, &answer, err);
    if (status != SLV_OK)
        return status;
    if (answer.is_from_program) {
        redirect(request, &answer, "done", response);
        return SLV_OK;
    }
    if (answer.token.len > 0)
        return take_comment(app, request, &answer, response, err);
    status = keep_answer(app, request, &answer, err);
    if (status == SLV_OK)
        redirect(request, &answer, answer.is_helpful ? "yes" : "no", response);
    return status;
}
