/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Load generator: N keep-alive connections ask each line of a file once, in
 * order, each connection the next line as soon as its answer is whole. One
 * thread and epoll, so that it leaves the cores to the server.
 *
 *     load [-c N] [-s SUFFIX] [-p PID] PORT PATH FILE
 *
 * -c  connections (default 1)
 * -s  put after the query, as "&total=1"
 * -p  the server's process, to count its CPU time
 *
 * It asks http://127.0.0.1:PORT PATH QUERY SUFFIX, with PATH like
 * "/search?q=", and prints one line: answers a second, median and 99th
 * percentile in ms, CPU microseconds of the server per answer, mean bytes of an
 * answer, errors. An answer counts when its status is 200 and it has a body of
 * its Content-Length; anything else is an error and makes the exit code 1.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1024,
    REQUEST_MAX = 64 * 1024,
    ANSWER_MAX = 4 * 1024 * 1024,
    STALL_MS = 30 * 1000
};

struct connection {
    int fd;
    bool is_busy;
    double sent_s;
    char *answer;
    size_t answer_len;
    size_t wanted_len; /* of head and body; 0 until the head is whole */
};

struct load {
    uint16_t port;
    const char *path;
    const char *suffix;
    char **queries;
    size_t query_count;
    size_t next;
    size_t done;
    size_t errors;
    size_t bytes;
    double *took_ms;
    int epoll_fd;
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static void *allocate(size_t size)
{
    void *memory = malloc(size);

    if (!memory)
        fail("load");
    return memory;
}

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* CPU seconds of a process so far, all threads; 0 when it is not known. */
static double cpu_s(long pid)
{
    char path[64];
    char line[1024];
    unsigned long long user = 0;
    unsigned long long system = 0;
    char *after_name;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    file = pid ? fopen(path, "r") : NULL;
    if (!file)
        return 0;
    after_name = fgets(line, sizeof line, file) ? strrchr(line, ')') : NULL;
    if (!after_name ||
        sscanf(after_name + 1,
               " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %llu %llu", &user,
               &system) != 2)
        user = system = 0;
    fclose(file);
    return (double) (user + system) / (double) sysconf(_SC_CLK_TCK);
}

static void read_queries(struct load *load, const char *path)
{
    FILE *file = fopen(path, "r");
    size_t room = 0;
    char *line = NULL;
    size_t line_room = 0;
    ssize_t len;

    if (!file)
        fail(path);
    while ((len = getline(&line, &line_room, file)) > 0) {
        if (line[len - 1] == '\n')
            line[--len] = '\0';
        if (len == 0)
            continue;
        if (load->query_count == room) {
            room = room ? room * 2 : 1024;
            load->queries =
                realloc(load->queries, room * sizeof *load->queries);
            if (!load->queries)
                fail("load");
        }
        load->queries[load->query_count++] = strdup(line);
    }
    free(line);
    fclose(file);
    if (load->query_count == 0) {
        fprintf(stderr, "load: %s has no queries\n", path);
        exit(1);
    }
}

/* The request for `query`; its length. */
static size_t write_request(const struct load *load, const char *query,
                            char request[REQUEST_MAX])
{
    size_t len = (size_t) snprintf(request, REQUEST_MAX, "GET %s", load->path);

    for (const char *at = query; *at && len < REQUEST_MAX / 2; at++) {
        unsigned char c = (unsigned char) *at;

        if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
            (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_')
            request[len++] = (char) c;
        else
            len += (size_t) snprintf(request + len, 4, "%%%02X", c);
    }
    len += (size_t) snprintf(request + len, REQUEST_MAX - len,
                             "%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
                             load->suffix);
    if (len >= REQUEST_MAX) {
        fprintf(stderr, "load: a query is too long\n");
        exit(1);
    }
    return len;
}

static void ask_next(struct load *load, struct connection *connection)
{
    char request[REQUEST_MAX];
    size_t len;

    connection->is_busy = load->next < load->query_count;
    if (!connection->is_busy)
        return;
    len = write_request(load, load->queries[load->next++], request);
    connection->answer_len = 0;
    connection->wanted_len = 0;
    connection->sent_s = now_s();
    /* an idle socket's buffer holds a request whole */
    if (send(connection->fd, request, len, MSG_NOSIGNAL) != (ssize_t) len)
        fail("send");
}

static void connect_to(struct load *load, struct connection *connection)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(load->port),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    int on = 1;

    connection->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connection->fd < 0 ||
        connect(connection->fd, (struct sockaddr *) &address, sizeof address))
        fail("connect");
    setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (epoll_ctl(load->epoll_fd, EPOLL_CTL_ADD, connection->fd, &event))
        fail("epoll_ctl");
    connection->answer = allocate(ANSWER_MAX + 1);
}

/* Length of head and body once the head is whole, else 0. */
static size_t whole_length(const char *answer)
{
    const char *end = strstr(answer, "\r\n\r\n");
    const char *field = strcasestr(answer, "\r\ncontent-length:");

    if (!end)
        return 0;
    if (!field || field > end) {
        fprintf(stderr, "load: an answer without a Content-Length\n");
        exit(1);
    }
    return (size_t) (end + 4 - answer) +
           strtoul(field + strlen("\r\ncontent-length:"), NULL, 10);
}

static void finish(struct load *load, struct connection *connection)
{
    if (strncmp(connection->answer, "HTTP/1.1 200 ", 13) != 0) {
        if (load->errors++ == 0)
            fprintf(stderr, "load: %.*s\n",
                    (int) strcspn(connection->answer, "\r\n"),
                    connection->answer);
    }
    load->took_ms[load->done++] = (now_s() - connection->sent_s) * 1e3;
    load->bytes += connection->answer_len;
    ask_next(load, connection);
}

static void receive(struct load *load, struct connection *connection)
{
    ssize_t len =
        recv(connection->fd, connection->answer + connection->answer_len,
             ANSWER_MAX - connection->answer_len, MSG_DONTWAIT);

    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (len <= 0) {
        fprintf(stderr, "load: the server ended a connection\n");
        exit(1);
    }
    connection->answer_len += (size_t) len;
    connection->answer[connection->answer_len] = '\0';
    if (connection->wanted_len == 0)
        connection->wanted_len = whole_length(connection->answer);
    if (connection->wanted_len > ANSWER_MAX) {
        fprintf(stderr, "load: an answer is too long\n");
        exit(1);
    }
    if (connection->wanted_len &&
        connection->answer_len >= connection->wanted_len)
        finish(load, connection);
}

static void run(struct load *load)
{
    while (load->done < load->query_count) {
        struct epoll_event events[64];
        int count = epoll_wait(load->epoll_fd, events, 64, STALL_MS);

        if (count < 0 && errno != EINTR)
            fail("epoll_wait");
        if (count == 0) {
            fprintf(stderr, "load: no answer for %d s\n", STALL_MS / 1000);
            exit(1);
        }
        for (int i = 0; i < count; i++)
            receive(load, events[i].data.ptr);
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *) a;
    double y = *(const double *) b;

    return (x > y) - (x < y);
}

int main(int argc, char **argv)
{
    static struct connection connections[CONNECTIONS_MAX];
    struct load load = {.suffix = ""};
    long connection_count = 1;
    long pid = 0;
    double begin_s, wall_s, begin_cpu_s, used_cpu_s, count;
    int option;

    while ((option = getopt(argc, argv, "c:s:p:")) != -1) {
        if (option == 'c')
            connection_count = strtol(optarg, NULL, 10);
        else if (option == 's')
            load.suffix = optarg;
        else if (option == 'p')
            pid = strtol(optarg, NULL, 10);
        else
            return 2;
    }
    if (argc - optind != 3 || connection_count < 1 ||
        connection_count > CONNECTIONS_MAX) {
        fprintf(stderr,
                "usage: load [-c N] [-s SUFFIX] [-p PID] PORT PATH FILE\n");
        return 2;
    }
    load.port = (uint16_t) strtoul(argv[optind], NULL, 10);
    load.path = argv[optind + 1];
    read_queries(&load, argv[optind + 2]);
    load.took_ms = allocate(load.query_count * sizeof *load.took_ms);
    load.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    for (long i = 0; i < connection_count; i++)
        connect_to(&load, &connections[i]);

    begin_cpu_s = cpu_s(pid);
    begin_s = now_s();
    for (long i = 0; i < connection_count; i++)
        ask_next(&load, &connections[i]);
    run(&load);
    wall_s = now_s() - begin_s;
    used_cpu_s = cpu_s(pid) - begin_cpu_s;

    count = (double) load.done;
    qsort(load.took_ms, load.done, sizeof *load.took_ms, compare_doubles);
    printf("%.0f %.3f %.3f %.0f %.0f %zu\n", count / wall_s,
           load.took_ms[load.done / 2], load.took_ms[load.done * 99 / 100],
           used_cpu_s * 1e6 / count, (double) load.bytes / count, load.errors);
    return load.errors > 0;
}
