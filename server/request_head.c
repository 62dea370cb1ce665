/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Header lines into the fields of a request (request_head.h), by one table.
 */
#include "server/request_head.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#define KNOWN(field) offsetof(struct request_head, known.field)

static const struct {
    const char *name;
    size_t offset; /* of a struct str in struct request_head */
} fields[] = {
    {"Host", KNOWN(host)},
    {"Accept", KNOWN(accept)},
    {"If-Match", KNOWN(if_match)},
    {"Cookie", KNOWN(cookie)},
    {"Origin", KNOWN(origin)},
    {"Referer", KNOWN(referer)},
    {"X-CSRF-Token", KNOWN(csrf_token)},
    {"Authorization", KNOWN(authorization)},
    {"User-Agent", KNOWN(user_agent)},
    {"Content-Type", KNOWN(content_type)},
    {"If-None-Match", KNOWN(if_none_match)},
    {"Sec-Fetch-Site", KNOWN(sec_fetch_site)},
    {"Accept-Encoding", KNOWN(accept_encoding)},
    {"Accept-Language", KNOWN(accept_language)},
    {"Idempotency-Key", KNOWN(idempotency_key)},
    {"Content-Length", offsetof(struct request_head, content_length)},
    {"Transfer-Encoding", offsetof(struct request_head, transfer_encoding)},
};

void request_head_add(struct request_head *head, struct str name,
                      struct str value, struct str forwarded_name,
                      struct strbuf *forwarded)
{
    /* some proxies add a line of their own to those that came */
    if (str_equal_nocase(name, forwarded_name)) {
        strbuf_add_cstr(forwarded, forwarded->len > 0 ? "," : "");
        strbuf_add_str(forwarded, value);
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct str *out = (void *) ((char *) head + fields[i].offset);

        if (!str_equal_nocase(name, str_from(fields[i].name)))
            continue;
        *out = value;
        head->content_length_count += out == &head->content_length;
        head->host_count += out == &head->known.host;
        return;
    }
}

bool request_head_is_ambiguous(const struct request_head *head)
{
    return head->content_length_count > 1 || head->host_count > 1 ||
           (head->content_length_count > 0 &&
            head->transfer_encoding.len > 0) ||
           (head->transfer_encoding.len > 0 &&
            !str_equal_nocase(head->transfer_encoding, STR("chunked")));
}
