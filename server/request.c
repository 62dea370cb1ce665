/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Questions that handlers ask about a request. Nothing here changes it, and
 * nothing decides what to answer.
 */
#include "server/request.h"

#include "base/str.h"
#include "server/upload.h"

static const char *const method_names[METHOD_COUNT] = {
    [METHOD_GET] = "GET",         [METHOD_HEAD] = "HEAD",
    [METHOD_POST] = "POST",       [METHOD_PUT] = "PUT",
    [METHOD_PATCH] = "PATCH",     [METHOD_DELETE] = "DELETE",
    [METHOD_OPTIONS] = "OPTIONS", [METHOD_OTHER] = "",
};

const char *method_name(enum method method)
{
    return method_names[method];
}

enum method method_parse(struct str name)
{
    for (int i = 0; i < METHOD_OTHER; i++)
        if (str_equal(name, str_from(method_names[i])))
            return (enum method) i;
    return METHOD_OTHER;
}

void request_set_target(struct request *request, struct str target)
{
    struct str rest = target;

    request->target = target;
    if (str_has_prefix(rest, STR("http://")) ||
        str_has_prefix(rest, STR("https://"))) {
        rest = str_from_offset(rest, str_find(rest, STR("://"), 0) + 3);
        rest = str_from_offset(rest, str_find_char(rest, '/'));
        if (rest.len == 0)
            rest = STR("/");
    }
    rest = str_first(rest, str_find_char(rest, '#'));
    request->path = str_take_until(&rest, '?');
    request->params = uri_parse_query(rest, request->arena);
    if (request->path.len == 0 || request->path.ptr[0] != '/')
        request->path = STR("");
}

struct str request_capture(const struct request *request, const char *name)
{
    for (size_t i = 0; i < request->capture_count; i++)
        if (str_equal(request->captures[i].name, str_from(name)))
            return request->captures[i].value;
    return STR("");
}

struct str request_param(const struct request *request, const char *name)
{
    const struct str *value = uri_param_find(&request->params, str_from(name));

    return value ? *value : STR("");
}

/* The media type of a Content-Type value, without its parameters. */
static struct str media_type(struct str content_type)
{
    return str_trim(str_take_until(&content_type, ';'));
}

struct uri_params request_form(const struct request *request)
{
    if (request->upload)
        return upload_form(request->upload);
    if (!str_equal_nocase(media_type(request->headers.content_type),
                          STR("application/x-www-form-urlencoded")))
        return (struct uri_params){NULL, 0};
    return uri_parse_query(request->body, request->arena);
}

struct str form_field(const struct uri_params *form, const char *name)
{
    const struct str *value = uri_param_find(form, str_from(name));

    return value ? *value : STR("");
}

bool request_param_int(const struct request *request, const char *name,
                       int64_t min, int64_t max, int64_t fallback, int64_t *out)
{
    struct str text = str_trim(request_param(request, name));
    bool is_negative = str_has_prefix(text, STR("-"));
    unsigned long long magnitude;

    if (text.len == 0) {
        *out = fallback;
        return true;
    }
    if (!str_to_uint(str_from_offset(text, is_negative), &magnitude))
        return false;
    *out = is_negative ? -(int64_t) magnitude : (int64_t) magnitude;
    return *out >= min && *out <= max;
}

/* "https://help.example.com:8443/x" gives "help.example.com:8443". */
static struct str authority_of(struct str url)
{
    size_t at = str_find(url, STR("://"), 0);

    if (at == url.len)
        return STR("");
    url = str_from_offset(url, at + 3);
    return str_take_until(&url, '/');
}

bool request_is_same_origin(const struct request *request, struct str base_url)
{
    struct str site = request->headers.sec_fetch_site;
    struct str origin = request->headers.origin;
    struct str authority;

    if (site.len > 0)
        return str_equal_nocase(site, STR("same-origin")) ||
               str_equal_nocase(site, STR("none"));
    if (origin.len == 0)
        return true;
    authority = authority_of(origin);
    if (authority.len == 0)
        return false;
    return str_equal_nocase(authority, request->headers.host) ||
           (base_url.len > 0 &&
            str_equal_nocase(authority, authority_of(base_url)));
}

bool request_prefers_html(const struct request *request)
{
    struct str accept = request->headers.accept;

    while (accept.len > 0) {
        struct str type = str_take_until(&accept, ',');

        type = media_type(type);
        if (str_equal_nocase(type, STR("text/html")) ||
            str_equal_nocase(type, STR("application/xhtml+xml")))
            return true;
        if (str_equal_nocase(type, STR("application/json")) ||
            str_equal_nocase(type, STR("application/problem+json")))
            return false;
    }
    return false;
}
