/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Getting an article for an answer, addresses of articles and images, and where
 * the links inside an article lead: one rule for pages, API and feeds.
 */
#ifndef SERVER_ARTICLE_LINKS_H
#define SERVER_ARTICLE_LINKS_H

#include "server/app.h"
#include "solvent/article.h"
#include "text/html_write.h"

enum { ARTICLE_LINKED_FILES_MAX = 5000 };

/* slv_article_get(), with the one sentence that is told of an article that is
 * not there or not for this reader. */
SLV_MUST_CHECK enum slv_status article_get(struct slv_reader *reader,
                                           struct str id, struct arena *arena,
                                           struct slv_article *out,
                                           struct slv_error *err);

/* The same, also by an id that the article had before (`replaces`): for what was
 * written down when it had that. out->id is the one it has now. */
SLV_MUST_CHECK enum slv_status article_find(struct slv_reader *reader,
                                            struct str id, struct arena *arena,
                                            struct slv_article *out,
                                            struct slv_error *err);

/* Append "/articles/<id>", each byte of the id encoded that must be; with a
 * fragment when `anchor` is not empty. */
void article_url(struct strbuf *out, struct str id, struct str anchor);
/* The same as a link from a search for `query`, whose words the page then marks
 * ("?q=..."). */
void article_url_searched(struct strbuf *out, struct str id, struct str query,
                          struct str anchor);
/* The same with the configured base address in front, when there is one. */
void article_url_absolute(const struct app *app, struct strbuf *out,
                          struct str id, struct str anchor);

/* HTML of an article's Markdown with its links resolved:
 *  - another article's file: its page (with the fragment); a file that is no
 *    article this reader may see: text without a link, and so is every other
 *    file after ARTICLE_LINKED_FILES_MAX different ones;
 *  - a file that the article attaches: its download;
 *  - a stored image: /images/<name>/<id>; any other relative image: its text;
 *  - an address from the root ("/docs/x"): under the configured link_base, or
 *    text when that is empty;
 *  - "#fragment", http:, https: and mailto: as written.
 * skip_title leaves the first level-1 heading out. The result is in the
 * request's arena. */
struct html_safe article_html(struct app *app, const struct request *request,
                              struct slv_reader *reader,
                              const struct slv_article *article,
                              bool skip_title);

/* "/files/<checksum>/<id>", ready for an attribute. */
void article_file_url(struct strbuf *out, const struct slv_article *article,
                      const struct slv_attachment *file);

#endif
