/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /openapi.json and the tables of docs/api.md, written from routes.def,
 * params.def and schemas.def. Nothing is described here itself.
 */
#include "server/api/openapi.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/app.h"
#include "server/problem.h"
#include "server/router.h"
#include "text/json_write.h"

#include <stdio.h>

/* The types of the tables, as JSON Schema. */
#define TEXT "{\"type\":\"string\"}"
#define SWITCH "{\"type\":\"boolean\"}"
#define NUMBER "{\"type\":\"number\"}"
#define ANY "{}"
#define COUNT "{\"type\":\"integer\",\"minimum\":0}"
#define DATE "{\"type\":\"string\",\"format\":\"date\"}"
#define TIME "{\"type\":\"string\",\"format\":\"date-time\"}"
#define ROLE                                                                \
    "{\"type\":\"string\",\"enum\":[\"problem\",\"environment\",\"cause\"," \
    "\"resolution\",\"workaround\",\"reply\"]}"
#define CHOICE(a, b, c) \
    "{\"type\":\"string\",\"enum\":[\"" a "\",\"" b "\",\"" c "\"]}"
#define RANGE(min, max, fallback)                                \
    "{\"type\":\"integer\",\"minimum\":" min ",\"maximum\":" max \
    ",\"default\":" fallback "}"
#define LIST(type) "{\"type\":\"array\",\"items\":" type "}"
#define OBJECT(name) "{\"$ref\":\"#/components/schemas/" name "\"}"
#define NULLABLE(type) "{\"anyOf\":[" type ",{\"type\":\"null\"}]}"

static const struct {
    const char *handler;
    const char *name;
    const char *where;
    const char *type;
    const char *text;
} params[] = {
#define PARAM(handler, name, where, type, text) \
    {#handler, name, where, type, text},
#include "server/params.def"
#undef PARAM
};

static const struct {
    const char *object;
    const char *name;
    const char *type;
    bool is_required;
    const char *text;
} fields[] = {
#define FIELD(object, name, type, is_required, text) \
    {object, name, type, is_required, text},
#define BODY(handler, status, media_type, object, text)
#include "server/schemas.def"
#undef FIELD
#undef BODY
};

static const struct body {
    const char *handler;
    int status;
    const char *media_type;
    const char *object;
    const char *text;
} bodies[] = {
#define FIELD(object, name, type, is_required, text)
#define BODY(handler, status, media_type, object, text) \
    {#handler, status, media_type, object, text},
#include "server/schemas.def"
#undef FIELD
#undef BODY
};

static bool is_same(const char *a, const char *b)
{
    return str_equal(str_from(a), str_from(b));
}

/* --- the document --- */

static void write_params(struct json_writer *json, const struct route *route)
{
    json_key(json, "parameters");
    json_array_begin(json);
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        if (!is_same(params[i].handler, route->handler_name))
            continue;
        json_object_begin(json);
        json_key_string(json, "name", str_from(params[i].name));
        json_key_string(json, "in", str_from(params[i].where));
        if (is_same(params[i].where, "path"))
            json_key_bool(json, "required", true);
        json_key_string(json, "description", str_from(params[i].text));
        json_key(json, "schema");
        json_raw(json, str_from(params[i].type));
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_content(struct json_writer *json, const char *media_type,
                          const char *object)
{
    if (!media_type[0])
        return;
    json_key(json, "content");
    json_object_begin(json);
    json_key(json, media_type);
    json_object_begin(json);
    if (object[0]) {
        char reference[96];

        snprintf(reference, sizeof reference, "#/components/schemas/%s",
                 object);
        json_key(json, "schema");
        json_object_begin(json);
        json_key_string(json, "$ref", str_from(reference));
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
}

static void write_taken_body(struct json_writer *json,
                             const struct route *route)
{
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        if (bodies[i].status != 0 ||
            !is_same(bodies[i].handler, route->handler_name))
            continue;
        json_key(json, "requestBody");
        json_object_begin(json);
        json_key_string(json, "description", str_from(bodies[i].text));
        json_key_bool(json, "required", true);
        write_content(json, bodies[i].media_type, bodies[i].object);
        json_object_end(json);
    }
}

static void write_responses(struct json_writer *json, const struct route *route)
{
    bool has_own = false;

    json_key(json, "responses");
    json_object_begin(json);
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        char status[12];

        if (bodies[i].status == 0 ||
            !is_same(bodies[i].handler, route->handler_name))
            continue;
        snprintf(status, sizeof status, "%d", bodies[i].status);
        json_key(json, status);
        json_object_begin(json);
        json_key_string(json, "description", str_from(bodies[i].text));
        write_content(json, bodies[i].media_type, bodies[i].object);
        json_object_end(json);
        has_own = true;
    }
    if (!has_own) {
        json_key(json, "200");
        json_object_begin(json);
        json_key_string(json, "description", str_from(route->summary));
        json_object_end(json);
    }
    json_key(json, "default");
    json_object_begin(json);
    json_key_string(json, "description", STR("What is wrong."));
    write_content(json, "application/problem+json", "Problem");
    json_object_end(json);
    json_object_end(json);
}

/* Either a token that has the right, or a session of somebody who has. */
static void write_security(struct json_writer *json, const struct route *route)
{
    static const char *const ways[] = {"token", "session"};

    if (route->right == RIGHT_EVERYBODY)
        return;
    json_key(json, "security");
    json_array_begin(json);
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        json_object_begin(json);
        json_key(json, ways[i]);
        json_array_begin(json);
        json_string(json, str_from(right_word(route->right)));
        json_array_end(json);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_operation(struct json_writer *json, const struct route *route)
{
    char method[12];
    size_t len = 0;

    for (const char *c = method_name(route->method); *c; c++)
        method[len++] = ascii_to_lower(*c);
    method[len] = '\0';
    json_key(json, method);
    json_object_begin(json);
    json_key_string(json, "operationId", str_from(route->handler_name));
    json_key_string(json, "summary", str_from(route->summary));
    write_security(json, route);
    write_params(json, route);
    write_taken_body(json, route);
    write_responses(json, route);
    json_object_end(json);
}

/* "{id...}" is "{id}" here: OpenAPI has no word for the rest of a path. */
static void write_path(struct json_writer *json, const char *pattern)
{
    char path[128];
    struct str text = str_from(pattern);
    size_t dots = str_find(text, STR("..."), 0);
    struct str rest =
        str_from_offset(text, dots < text.len ? dots + 3 : text.len);

    snprintf(path, sizeof path, "%.*s%.*s", (int) dots, text.ptr,
             STR_ARG(rest));
    json_key(json, path);
}

static bool is_first_of_path(const struct route *routes, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (is_same(routes[i].pattern, routes[index].pattern))
            return false;
    return true;
}

static void write_paths(struct json_writer *json)
{
    size_t count;
    const struct route *routes = router_routes(&count);

    json_key(json, "paths");
    json_object_begin(json);
    for (size_t i = 0; i < count; i++) {
        if (!is_first_of_path(routes, i))
            continue;
        write_path(json, routes[i].pattern);
        json_object_begin(json);
        for (size_t j = i; j < count; j++)
            if (is_same(routes[j].pattern, routes[i].pattern))
                write_operation(json, &routes[j]);
        json_object_end(json);
    }
    json_object_end(json);
}

/* Rows of one object stand together in the table. */
static size_t write_schema(struct json_writer *json, size_t first)
{
    const char *object = fields[first].object;
    size_t end = first;

    while (end < ARRAY_LEN(fields) && is_same(fields[end].object, object))
        end++;
    json_key(json, object);
    json_object_begin(json);
    json_key_string(json, "type", STR("object"));
    json_key(json, "required");
    json_array_begin(json);
    for (size_t i = first; i < end; i++)
        if (fields[i].is_required)
            json_string(json, str_from(fields[i].name));
    json_array_end(json);
    json_key(json, "properties");
    json_object_begin(json);
    for (size_t i = first; i < end; i++) {
        json_key(json, fields[i].name);
        json_object_begin(json);
        json_key_string(json, "description", str_from(fields[i].text));
        json_key(json, "allOf");
        json_array_begin(json);
        json_raw(json, str_from(fields[i].type));
        json_array_end(json);
        json_object_end(json);
    }
    json_object_end(json);
    json_object_end(json);
    return end;
}

void openapi_write(struct strbuf *out, struct str base_url)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_begin(&json);
    json_key_string(&json, "openapi", STR("3.1.0"));
    json_key(&json, "info");
    json_object_begin(&json);
    json_key_string(&json, "title", STR("Solvent"));
    json_key_string(&json, "summary", STR("Search and read a knowledge base."));
    json_key_string(&json, "version", STR(SOLVENT_VERSION));
    json_object_end(&json);
    json_key(&json, "servers");
    json_array_begin(&json);
    json_object_begin(&json);
    json_key_string(&json, "url", base_url.len > 0 ? base_url : STR("/"));
    json_object_end(&json);
    json_array_end(&json);
    write_paths(&json);
    json_key(&json, "components");
    json_object_begin(&json);
    json_key(&json, "schemas");
    json_object_begin(&json);
    for (size_t i = 0; i < ARRAY_LEN(fields);)
        i = write_schema(&json, i);
    json_object_end(&json);
    json_key(&json, "securitySchemes");
    json_raw(&json, STR("{\"token\":{\"type\":\"http\",\"scheme\":\"bearer\"},"
                        "\"session\":{\"type\":\"apiKey\",\"in\":\"cookie\","
                        "\"name\":\"solvent_session\"}}"));
    json_object_end(&json);
    json_object_end(&json);
    json_end(&json);
}

enum slv_status openapi_get(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    (void) request;
    (void) err;
    openapi_write(&response->body, app->base_url);
    return SLV_OK;
}

/* --- the tables of docs/api.md --- */

static void write_param_rows(struct strbuf *out, const struct route *route)
{
    bool is_first = true;

    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        if (!is_same(params[i].handler, route->handler_name))
            continue;
        if (is_first)
            strbuf_add_cstr(out, "\n| parameter | in | meaning |\n"
                                 "| --- | --- | --- |\n");
        is_first = false;
        strbuf_add_format(out, "| `%s` | %s | %s |\n", params[i].name,
                          params[i].where, params[i].text);
    }
}

static void write_field_rows(struct strbuf *out, const struct body *body)
{
    strbuf_add_cstr(out, "\n| field | meaning |\n| --- | --- |\n");
    for (size_t i = 0; i < ARRAY_LEN(fields); i++)
        if (is_same(fields[i].object, body->object))
            strbuf_add_format(out, "| `%s`%s | %s |\n", fields[i].name,
                              fields[i].is_required ? "" : " (optional)",
                              fields[i].text);
}

void openapi_write_table(struct strbuf *out)
{
    size_t count;
    const struct route *routes = router_routes(&count);

    for (size_t i = 0; i < count; i++) {
        const char *summary = routes[i].summary;
        const bool is_question = summary[strlen(summary) - 1] == '?';

        strbuf_add_format(out, "### %s `%s`\n\n%s%s",
                          method_name(routes[i].method), routes[i].pattern,
                          summary, is_question ? "" : ".");
        if (routes[i].body_max_bytes == ROUTE_FILES)
            strbuf_add_cstr(out, " The body may hold files; the configuration "
                                 "says how large.");
        else if (routes[i].body_max_bytes > 0)
            strbuf_add_format(out, " The body has at most %zu bytes.",
                              routes[i].body_max_bytes);
        if (routes[i].right != RIGHT_EVERYBODY)
            strbuf_add_format(out, " Needs the right `%s`.",
                              right_word(routes[i].right));
        strbuf_add_char(out, '\n');
        write_param_rows(out, &routes[i]);
        for (size_t j = 0; j < ARRAY_LEN(bodies); j++) {
            if (!is_same(bodies[j].handler, routes[i].handler_name))
                continue;
            if (bodies[j].status == 0)
                strbuf_add_format(out, "\nTakes `%s`: %s\n",
                                  bodies[j].media_type, bodies[j].text);
            else
                strbuf_add_format(out, "\n%d %s: %s\n", bodies[j].status,
                                  problem_title(bodies[j].status),
                                  bodies[j].text);
            if (bodies[j].object[0])
                write_field_rows(out, &bodies[j]);
        }
        strbuf_add_char(out, '\n');
    }
}
