/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * libmicrohttpd behind requests and responses. Each worker is a daemon of the
 * library with one thread and no listening socket; the acceptor here hands it
 * connections, ends those that are too slow, and empties the server when it
 * stops. What is answered is decided in router.c.
 *
 * The library decodes addresses early and cuts them at an encoded NUL, so the
 * raw address is taken from its log callback before it does.
 */
#include "server/http.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/forwarded.h"
#include "server/listener.h"
#include "server/metrics.h"
#include "server/pace.h"
#include "server/request_head.h"
#include "server/response_head.h"
#include "server/router.h"
#include "server/upload.h"

#include <errno.h>
#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    SWEEP_MS = 1000,
    BODY_FIRST_BYTES = 8 * 1024,
    BUFFER_KEPT_BYTES = 64 * 1024, /* a larger one is freed after its request */
    PARAMETER_RECORD_BYTES = 80,
    TARGET_COST_MAX = HTTP_HEAD_BYTES_MAX - 12 * 1024,
    BODY_SWALLOWED_BYTES =
        256 * 1024, /* of a body too large, before it is cut off */
    /* The least that a file brings or takes in one time limit of a request:
     * slower ones are ended. */
    FILE_PACE_BYTES = 256 * 1024
};

/* One connection; made and freed by its worker's thread. */
struct connection {
    struct http_worker *worker;
    struct paced pace; /* in the worker's list; the acceptor sweeps it */
    struct client_key key;

    /* the present request */
    struct strbuf target;
    struct strbuf body;
    struct strbuf forwarded; /* what a proxy says of its client, all lines */
    struct request_headers headers; /* in the library's memory */
    struct upload *upload; /* takes the body instead; NULL: it has no files */
    uint64_t body_bytes;   /* seen so far */
    uint64_t body_max;
    bool is_body_too_big;
    bool is_nowhere; /* no route has its path and method: the body is nothing */
    bool is_begun;
    char address[LISTENER_ADDRESS_MAX];
};

struct http_worker {
    struct http_server *server;
    struct MHD_Daemon *daemon;
    struct worker own;
    struct pace_list connections;
    atomic_uint connection_count; /* with those handed over but not begun */
    uint64_t request_number;
};

struct http_server {
    struct app *app;
    struct http_options options;
    int listener;
    int wake; /* an eventfd: the acceptor shall end */
    pthread_t acceptor;
    bool has_acceptor;
    atomic_bool is_draining;
    struct client_table *clients;
    struct http_worker *workers;
    unsigned worker_count;
    uint64_t id_salt;
    char url[LISTENER_URL_MAX];
};

/* --- connections come and go --- */

static void begin_connection(struct http_worker *worker,
                             struct MHD_Connection *mhd, void **context)
{
    struct connection *connection = alloc_zeroed(1, sizeof *connection);
    const union MHD_ConnectionInfo *info;

    connection->worker = worker;
    connection->pace.socket = -1;
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    if (info)
        connection->pace.socket = info->connect_fd;
    info = MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    if (info) {
        connection->key = client_key(info->client_addr);
        listener_format_address(info->client_addr, connection->address);
    }
    strbuf_init(&connection->target, HTTP_HEAD_BYTES_MAX);
    strbuf_init(&connection->body, RESPONSE_BODY_MAX);
    strbuf_init(&connection->forwarded, FORWARDED_BYTES_MAX);
    pace_enter(&connection->pace, PHASE_WAITING, 0);
    pace_list_add(&worker->connections, &connection->pace);
    *context = connection;
}

static void end_connection(struct http_worker *worker,
                           struct connection *connection)
{
    upload_free(connection->upload);
    pace_list_remove(&worker->connections, &connection->pace);
    client_table_remove(worker->server->clients, &connection->key);
    strbuf_release(&connection->target);
    strbuf_release(&connection->body);
    strbuf_release(&connection->forwarded);
    free(connection);
    metrics_add_connections(worker->server->app->metrics, -1);
    atomic_fetch_sub(&worker->connection_count, 1);
}

static void on_connection(void *context, struct MHD_Connection *mhd,
                          void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        begin_connection(context, mhd, socket_context);
    else if (*socket_context)
        end_connection(context, *socket_context);
}

/* Say one thing past the library, where it cannot, and nothing more. */
static void end_socket(int descriptor, const char *status)
{
    char text[128];
    int len = snprintf(text, sizeof text,
                       "HTTP/1.1 %s\r\nContent-Length: 0\r\n"
                       "Connection: close\r\n\r\n",
                       status);

    (void) !send(descriptor, text, (size_t) len, MSG_DONTWAIT | MSG_NOSIGNAL);
    shutdown(descriptor, SHUT_RDWR);
}

/* --- one request --- */

static struct connection *connection_of(struct MHD_Connection *mhd)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info->socket_context;
}

static void forget_request(struct connection *connection)
{
    if (connection->target.capacity > BUFFER_KEPT_BYTES)
        strbuf_release(&connection->target);
    if (connection->body.capacity > BUFFER_KEPT_BYTES)
        strbuf_release(&connection->body);
    strbuf_clear(&connection->target);
    strbuf_clear(&connection->body);
    strbuf_clear(&connection->forwarded);
    upload_free(connection->upload);
    connection->upload = NULL;
    connection->body_bytes = 0;
    connection->is_body_too_big = false;
    connection->is_nowhere = false;
    connection->is_begun = false;
}

/* The library keeps a record per parameter in the connection's memory, and can
 * not even say so when there is no room left for them: the client would wait
 * for its time to run out. */
static bool is_target_too_rich(struct str target)
{
    size_t cost = target.len;

    for (size_t i = 0; i < target.len; i++)
        if (target.ptr[i] == '&')
            cost += PARAMETER_RECORD_BYTES;
    return cost > TARGET_COST_MAX;
}

/* Called with the address as sent, before the library decodes it in place. What
 * it returns becomes the request's context. */
static void *on_target(void *context, const char *target,
                       struct MHD_Connection *mhd)
{
    struct connection *connection = connection_of(mhd);

    (void) context;
    forget_request(connection);
    strbuf_add_cstr(&connection->target, target);
    pace_enter(&connection->pace, PHASE_READING, 0);
    if (is_target_too_rich(strbuf_str(&connection->target)))
        end_socket(connection->pace.socket, "414 URI Too Long");
    return connection;
}

/* Nothing reads the library's decoded copy: leave it as it is. */
static size_t on_unescape(void *context, struct MHD_Connection *mhd, char *text)
{
    (void) context;
    (void) mhd;
    return strlen(text);
}

static void on_completed(void *context, struct MHD_Connection *mhd,
                         void **request_context,
                         enum MHD_RequestTerminationCode code)
{
    (void) context;
    (void) mhd;
    (void) code;
    struct connection *connection = *request_context;

    if (connection) {
        forget_request(connection);
        pace_enter(&connection->pace, PHASE_WAITING, 0);
    }
}

/* The lines of a request on their way into its head. */
struct head_reader {
    struct request_head head;
    struct str forwarded_name;
    struct strbuf *forwarded;
};

static enum MHD_Result on_header(void *context, enum MHD_ValueKind kind,
                                 const char *key, size_t key_len,
                                 const char *value, size_t value_len)
{
    struct head_reader *reader = context;

    (void) kind;
    request_head_add(&reader->head, (struct str){key, key_len},
                     (struct str){value ? value : "", value_len},
                     reader->forwarded_name, reader->forwarded);
    return MHD_YES;
}

static void fill_request(struct connection *connection, const char *method,
                         struct request *request)
{
    struct http_worker *worker = connection->worker;

    *request = (struct request){
        .method_name = str_from(method),
        .headers = connection->headers,
        .body = strbuf_str(&connection->body),
        .upload = connection->upload,
        .client_address = forwarded_client(
            &worker->own.app->forwarded, str_from(connection->address),
            connection->forwarded.overflowed
                ? STR("")
                : strbuf_str(&connection->forwarded),
            worker->own.arena),
        .begun_us = clock_mono_us(),
        .worker = &worker->own,
        .arena = worker->own.arena,
    };
    request->method = method_parse(request->method_name);
    snprintf(request->id, sizeof request->id, "%08llx%02x%08llx",
             (unsigned long long) worker->server->id_salt & 0xFFFFFFFFu,
             worker->own.index, (unsigned long long) worker->request_number);
    worker->request_number++;
    request_set_target(request, strbuf_str(&connection->target));
}

/* A large file has more time: its phase begins so much later. */
static void enter_sending(struct connection *connection, uint64_t file_bytes)
{
    const struct http_options *options = &connection->worker->server->options;

    pace_enter(&connection->pace, PHASE_SENDING,
               (int64_t) (file_bytes / FILE_PACE_BYTES) *
                   options->request_timeout_s * 1000000);
}

static void add_head(struct MHD_Response *out, const struct response *response,
                     bool is_last, struct arena *arena)
{
    struct response_head head;

    response_head(&head, response, is_last, arena);
    for (size_t i = 0; i < head.count; i++)
        MHD_add_response_header(out, head.lines[i].name,
                                head.lines[i].value.ptr);
}

static enum MHD_Result send_response(struct connection *connection,
                                     struct MHD_Connection *mhd,
                                     struct response *response, bool is_last)
{
    struct MHD_Response *out;
    enum MHD_Result result;

    if (response->file >= 0) {
        out =
            MHD_create_response_from_fd64(response->file_bytes, response->file);
        response->file = -1; /* it closes it */
    } else if (response->bytes.ptr) {
        /* the library takes a non-const pointer and only reads from it */
        union {
            const char *from;
            void *to;
        } bytes = {.from = response->bytes.ptr};

        out = MHD_create_response_from_buffer(response->bytes.len, bytes.to,
                                              response->is_static
                                                  ? MHD_RESPMEM_PERSISTENT
                                                  : MHD_RESPMEM_MUST_COPY);
    } else {
        size_t len;
        char *body = strbuf_take(&response->body, &len);

        out =
            MHD_create_response_from_buffer_with_free_callback(len, body, free);
    }
    SLV_ASSERT(out != NULL);
    add_head(out, response, is_last, connection->worker->own.arena);
    enter_sending(connection, response->file_bytes);
    result = MHD_queue_response(mhd, (unsigned) response->status, out);
    MHD_destroy_response(out);
    return result;
}

static enum MHD_Result answer(struct connection *connection,
                              struct MHD_Connection *mhd, const char *method,
                              int refused_status, const struct slv_error *err)
{
    struct http_server *server = connection->worker->server;
    struct request request;
    struct response response;
    bool is_last =
        refused_status != 0 || connection->is_body_too_big ||
        atomic_load_explicit(&server->is_draining, memory_order_relaxed);
    enum MHD_Result result;

    pace_enter(&connection->pace, PHASE_ANSWERING, 0);
    if (connection->upload)
        upload_end(connection->upload);
    fill_request(connection, method, &request);
    response_init(&response);
    if (refused_status != 0) {
        router_error(server->app, &request, refused_status, err, &response);
    } else {
        strbuf_reserve(&response.body, BODY_FIRST_BYTES);
        router_handle(server->app, &request, &response);
    }
    upload_drop_files(connection->upload);
    result = send_response(connection, mhd, &response, is_last);
    response_release(&response);
    arena_reset(request.arena);
    return result;
}

static enum MHD_Result refuse_too_big(struct connection *connection,
                                      struct MHD_Connection *mhd,
                                      const char *method)
{
    struct slv_error err;

    connection->is_body_too_big = true;
    if (connection->is_nowhere) {
        strbuf_clear(&connection->body);
        return answer(connection, mhd, method, 0, NULL);
    }
    (void) router_fail_body(&err, str_from(method),
                            (size_t) connection->body_max);
    return answer(connection, mhd, method, 413, &err);
}

static void prepare_for_body(struct connection *connection, const char *method)
{
    struct app *app = connection->worker->server->app;
    struct request request;
    size_t held_max = 0;

    fill_request(connection, method, &request);
    connection->upload =
        router_begin_upload(app, &request, &connection->body_max);
    if (!connection->upload) {
        connection->is_nowhere = !router_body_max(request.method, request.path,
                                                  request.arena, &held_max);
        connection->body_max = held_max;
    }
    arena_reset(request.arena);
}

/* First look at a request whose headers are there: refuse it, or wait for its
 * body. A response given here ends the connection, so what has no body is
 * answered at the next call too. */
static enum MHD_Result begin_request(struct connection *connection,
                                     struct MHD_Connection *mhd,
                                     const char *method)
{
    const struct app *app = connection->worker->own.app;
    struct head_reader reader = {
        .forwarded_name = app->forwarded.is_standard ? STR("Forwarded")
                                                     : STR("X-Forwarded-For"),
        .forwarded = &connection->forwarded,
    };
    unsigned long long length = 0;

    connection->is_begun = true;
    MHD_get_connection_values_n(mhd, MHD_HEADER_KIND, on_header, &reader);
    connection->headers = reader.head.known;
    if (request_head_is_ambiguous(&reader.head) ||
        (reader.head.content_length.len > 0 &&
         !str_to_uint(reader.head.content_length, &length))) {
        struct slv_error err;

        (void) slv_fail(&err, SLV_ERR_INPUT,
                        "The headers do not say clearly where the body ends");
        return answer(connection, mhd, method, 400, &err);
    }
    if (connection->target.overflowed)
        return answer(connection, mhd, method, 414, NULL);
    connection->body_max = 0;
    if (length > 0 || reader.head.transfer_encoding.len > 0)
        prepare_for_body(connection, method);
    if (length > connection->body_max + BODY_SWALLOWED_BYTES)
        return refuse_too_big(connection, mhd, method);
    return MHD_YES;
}

/* Keep a body up to its maximum, and read a little beyond it so that the client
 * gets to see the refusal; what is still longer is cut off. */
static enum MHD_Result add_to_body(struct connection *connection,
                                   struct str part)
{
    uint64_t seen_max = connection->body_max + BODY_SWALLOWED_BYTES;
    uint64_t before = connection->body_bytes;

    if (part.len > seen_max - before)
        return MHD_NO;
    connection->body_bytes += part.len;
    connection->is_body_too_big = connection->body_bytes > connection->body_max;
    if (!connection->upload) {
        strbuf_add_str(&connection->body, part);
        return MHD_YES;
    }
    upload_add(connection->upload, part);
    if (before / FILE_PACE_BYTES != connection->body_bytes / FILE_PACE_BYTES)
        pace_enter(&connection->pace, PHASE_READING, 0);
    return MHD_YES;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *mhd,
                                  const char *url, const char *method,
                                  const char *version, const char *upload,
                                  size_t *upload_len, void **request_context)
{
    struct connection *connection = *request_context;

    (void) context;
    (void) url;
    (void) version;
    if (!connection->is_begun)
        return begin_request(connection, mhd, method);
    if (*upload_len > 0) {
        struct str part = {upload, *upload_len};

        *upload_len = 0;
        return add_to_body(connection, part);
    }
    if (connection->is_body_too_big)
        return refuse_too_big(connection, mhd, method);
    return answer(connection, mhd, method, 0, NULL);
}

/* --- the acceptor --- */

static struct http_worker *idlest_worker(struct http_server *server)
{
    struct http_worker *best = &server->workers[0];
    unsigned fewest = atomic_load(&best->connection_count);

    for (unsigned i = 1; i < server->worker_count; i++) {
        unsigned count = atomic_load(&server->workers[i].connection_count);

        if (count < fewest) {
            best = &server->workers[i];
            fewest = count;
        }
    }
    return best;
}

static void refuse_connection(struct http_server *server, int client)
{
    end_socket(client, "503 Service Unavailable\r\nRetry-After: 5");
    close(client);
    metrics_count_refused_connection(server->app->metrics);
}

static void hand_over(struct http_server *server, int client,
                      const struct sockaddr_storage *address,
                      socklen_t address_len)
{
    const struct sockaddr *plain = (const struct sockaddr *) address;
    struct client_key key = client_key(plain);
    struct http_worker *worker = idlest_worker(server);

    if (!client_table_add(server->clients, &key)) {
        refuse_connection(server, client);
        return;
    }
    atomic_fetch_add(&worker->connection_count, 1);
    metrics_add_connections(server->app->metrics, 1);
    /* on failure the library has closed the socket */
    if (MHD_add_connection(worker->daemon, client, plain, address_len) ==
        MHD_YES)
        return;
    client_table_remove(server->clients, &key);
    metrics_add_connections(server->app->metrics, -1);
    atomic_fetch_sub(&worker->connection_count, 1);
    log_event(LOG_WARNING, log_name("connection_lost"),
              log_cstr("reason", "it could not be given to a worker"));
}

/* Take every connection that waits; false when the process has no descriptor
 * left for one, so that the caller does not try again at once. */
static bool accept_all(struct http_server *server)
{
    for (;;) {
        struct sockaddr_storage address;
        socklen_t len = sizeof address;
        int client = accept4(server->listener, (struct sockaddr *) &address,
                             &len, SOCK_NONBLOCK | SOCK_CLOEXEC);

        if (client >= 0) {
            hand_over(server, client, &address, len);
            continue;
        }
        if (errno == EINTR || errno == ECONNABORTED)
            continue;
        return errno == EAGAIN || errno == EWOULDBLOCK;
    }
}

static void *run_acceptor(void *context)
{
    struct http_server *server = context;
    const struct pace_limits limits = {
        .waiting_s = server->options.idle_timeout_s,
        .reading_s = server->options.request_timeout_s,
        .sending_s = server->options.response_timeout_s,
    };
    int64_t swept_us = clock_mono_us();
    bool has_descriptors = true;

    for (;;) {
        struct pollfd waited[2] = {
            {.fd = server->wake, .events = POLLIN},
            {.fd = has_descriptors ? server->listener : -1, .events = POLLIN},
        };

        poll(waited, 2, SWEEP_MS);
        if (waited[0].revents)
            return NULL;
        has_descriptors = true;
        if (waited[1].revents)
            has_descriptors = accept_all(server);
        if (clock_mono_us() - swept_us >= SWEEP_MS * 1000) {
            swept_us = clock_mono_us();
            for (unsigned i = 0; i < server->worker_count; i++)
                pace_end_overdue(&server->workers[i].connections, &limits);
        }
    }
}

/* --- start and stop --- */

__attribute__((format(printf, 2, 0))) static void
on_library_log(void *context, const char *format, va_list args)
{
    char text[512];

    (void) context;
    if (!log_is_on(LOG_DEBUG))
        return;
    vsnprintf(text, sizeof text, format, args);
    log_event(LOG_DEBUG, log_name("http_library"),
              log_str("text", str_trim(str_from(text))));
}

static enum slv_status start_worker(struct http_server *server, unsigned index,
                                    struct slv_error *err)
{
    struct http_worker *worker = &server->workers[index];
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_NO_LISTEN_SOCKET |
                     MHD_USE_ITC | MHD_USE_ERROR_LOG | MHD_USE_TURBO;

    worker->server = server;
    pace_list_init(&worker->connections);
    worker_init(&worker->own, server->app, index);
    worker->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, worker, MHD_OPTION_EXTERNAL_LOGGER,
        on_library_log, NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection,
        worker, MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, NULL,
        MHD_OPTION_UNESCAPE_CALLBACK, on_unescape, NULL,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) HTTP_HEAD_BYTES_MAX,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t) 16 * 1024,
        MHD_OPTION_CONNECTION_LIMIT, server->options.connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, server->options.response_timeout_s,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!worker->daemon)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "a server thread cannot be started");
    server->worker_count = index + 1;
    return SLV_OK;
}

enum slv_status http_server_start(struct http_server **out, struct app *app,
                                  const struct http_options *options,
                                  struct slv_error *err)
{
    struct http_server *server = alloc_zeroed(1, sizeof *server);
    enum slv_status status;

    SLV_ASSERT(options->threads >= 1 && options->threads <= HTTP_THREADS_MAX);
    server->app = app;
    server->options = *options;
    server->id_salt = (uint64_t) clock_mono_us() * 0x9E3779B97F4A7C15u >> 32;
    server->wake = -1;
    server->workers = alloc_zeroed(options->threads, sizeof *server->workers);
    server->clients = client_table_new(options->connections_max,
                                       options->connections_per_address_max,
                                       options->limits_own_machine);
    status = listener_open(options->host, options->port, options->listener,
                           &server->listener, server->url, err);
    for (unsigned i = 0; status == SLV_OK && i < options->threads; i++)
        status = start_worker(server, i, err);
    if (status == SLV_OK) {
        server->wake = eventfd(0, EFD_CLOEXEC);
        server->has_acceptor =
            server->wake >= 0 &&
            pthread_create(&server->acceptor, NULL, run_acceptor, server) == 0;
        if (!server->has_acceptor)
            status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                              "the accepting thread cannot be started");
    }
    if (status != SLV_OK) {
        http_server_stop(server, 0);
        return status;
    }
    *out = server;
    return SLV_OK;
}

const char *http_server_url(const struct http_server *server)
{
    return server->url;
}

int http_server_listener(const struct http_server *server)
{
    return fcntl(server->listener, F_DUPFD_CLOEXEC, 0);
}

static unsigned open_connections(struct http_server *server)
{
    unsigned count = 0;

    for (unsigned i = 0; i < server->worker_count; i++)
        count += atomic_load(&server->workers[i].connection_count);
    return count;
}

static void drain(struct http_server *server, unsigned drain_ms)
{
    int64_t end_us = clock_mono_us() + (int64_t) drain_ms * 1000;

    while (open_connections(server) > 0 && clock_mono_us() < end_us) {
        for (unsigned i = 0; i < server->worker_count; i++)
            pace_end_idle(&server->workers[i].connections);
        poll(NULL, 0, 5);
    }
    for (unsigned i = 0; i < server->worker_count; i++)
        pace_end_all(&server->workers[i].connections);
}

void http_server_stop(struct http_server *server, unsigned drain_ms)
{
    if (!server)
        return;
    atomic_store(&server->is_draining, true);
    if (server->has_acceptor) {
        (void) !write(server->wake, &(uint64_t){1}, sizeof(uint64_t));
        pthread_join(server->acceptor, NULL);
    }
    if (server->listener >= 0)
        close(server->listener);
    drain(server, drain_ms);
    for (unsigned i = 0; i < server->options.threads; i++) {
        struct http_worker *worker = &server->workers[i];

        if (worker->daemon)
            MHD_stop_daemon(worker->daemon);
        if (worker->server) {
            worker_release(&worker->own);
            pace_list_release(&worker->connections);
        }
    }
    if (server->wake >= 0)
        close(server->wake);
    client_table_free(server->clients);
    free(server->workers);
    free(server);
}
