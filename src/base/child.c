/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A program with two pipes: one poll() loop feeds the one and empties the other.
 * See child.h.
 */
#include "base/child.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READ_BYTES = 64 * 1024 };

struct pipes {
    int to_child;   /* our end of its standard input; -1: closed */
    int from_child; /* our end of its standard output */
    int input;      /* its ends */
    int output;
};

static void close_end(int *end)
{
    if (*end >= 0)
        close(*end);
    *end = -1;
}

static void close_pipes(struct pipes *pipes)
{
    close_end(&pipes->to_child);
    close_end(&pipes->from_child);
    close_end(&pipes->input);
    close_end(&pipes->output);
}

static enum slv_status open_pipes(struct pipes *pipes, struct slv_error *err)
{
    int in[2];
    int out[2];

    *pipes = (struct pipes){-1, -1, -1, -1};
    if (pipe2(in, O_CLOEXEC) != 0)
        return slv_fail_errno(err, errno, "cannot make a pipe");
    pipes->input = in[0];
    pipes->to_child = in[1];
    if (pipe2(out, O_CLOEXEC) != 0) {
        close_pipes(pipes);
        return slv_fail_errno(err, errno, "cannot make a pipe");
    }
    pipes->from_child = out[0];
    pipes->output = out[1];
    (void) fcntl(pipes->to_child, F_SETFL, O_NONBLOCK);
    (void) fcntl(pipes->from_child, F_SETFL, O_NONBLOCK);
    return SLV_OK;
}

/* exec() takes non-const texts and does not change them. */
static char *const *arguments(const char *const *texts)
{
    union {
        const char *const *from;
        char *const *to;
    } both = {.from = texts};

    return both.to;
}

/* A group of its own, so that what it starts ends with it; signals as they are
 * for every new program; no descriptor of ours. */
static int spawn(const struct child_program *program, const struct pipes *pipes,
                 pid_t *pid)
{
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigset_t all;
    int problem;

    sigemptyset(&none);
    sigfillset(&all);
    if (posix_spawn_file_actions_init(&actions) != 0)
        return ENOMEM;
    if (posix_spawnattr_init(&attributes) != 0) {
        posix_spawn_file_actions_destroy(&actions);
        return ENOMEM;
    }
    problem = posix_spawn_file_actions_adddup2(&actions, pipes->input, 0);
    if (!problem)
        problem = posix_spawn_file_actions_adddup2(&actions, pipes->output, 1);
    if (!problem)
        problem = posix_spawn_file_actions_addopen(&actions, 2, "/dev/null",
                                                   O_WRONLY, 0);
    if (!problem)
        problem = posix_spawn_file_actions_addclosefrom_np(&actions, 3);
    if (!problem)
        problem = posix_spawnattr_setsigmask(&attributes, &none);
    if (!problem)
        problem = posix_spawnattr_setsigdefault(&attributes, &all);
    if (!problem)
        problem = posix_spawnattr_setflags(
            &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                             POSIX_SPAWN_SETSIGDEF);
    if (!problem)
        problem = posix_spawnp(pid, program->argv[0], &actions, &attributes,
                               arguments(program->argv),
                               arguments(program->environment));
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return problem;
}

/* Give it more of its input; one that reads no more is no failure. SIGPIPE is
 * ignored by the server, and by the indexer's commands where they use this. */
static void feed(int *to_child, struct str *input)
{
    ssize_t sent = input->len ? write(*to_child, input->ptr, input->len) : 0;

    if (sent > 0)
        *input = str_from_offset(*input, (size_t) sent);
    if (input->len == 0 || (sent < 0 && errno != EAGAIN && errno != EINTR))
        close_end(to_child);
}

/* False at the end of its output. */
static bool take(int from_child, struct strbuf *output)
{
    char buffer[READ_BYTES];
    ssize_t got = read(from_child, buffer, sizeof buffer);

    if (got > 0)
        strbuf_add_str(output, (struct str){buffer, (size_t) got});
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

static enum slv_status took_too_long(const struct child_program *program,
                                     struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_UNAVAILABLE, "%s took more than %u s",
                    program->argv[0], program->timeout_ms / 1000);
}

static enum slv_status talk(const struct child_program *program,
                            struct pipes *pipes, int64_t end_us,
                            struct strbuf *output, struct slv_error *err)
{
    struct str input = program->input;
    bool goes_on = true;

    if (input.len == 0)
        close_end(&pipes->to_child);
    while (goes_on) {
        struct pollfd ends[] = {{pipes->from_child, POLLIN, 0},
                                {pipes->to_child, POLLOUT, 0}};
        int64_t left_us = end_us - clock_mono_us();

        if (left_us <= 0)
            return took_too_long(program, err);
        if (poll(ends, 2, (int) (left_us / 1000) + 1) < 0 && errno != EINTR)
            return slv_fail_errno(err, errno, "cannot wait for %s",
                                  program->argv[0]);
        if (pipes->to_child >= 0 && ends[1].revents)
            feed(&pipes->to_child, &input);
        if (ends[0].revents)
            goes_on = take(pipes->from_child, output);
        if (output->overflowed)
            return slv_fail(err, SLV_ERR_TOO_BIG,
                            "%s wrote more than %zu bytes", program->argv[0],
                            program->output_max);
    }
    return SLV_OK;
}

/* It has closed its output and may go on all the same. A kernel that cannot tell
 * lets it. */
static enum slv_status wait_for_end(const struct child_program *program,
                                    pid_t pid, int64_t end_us,
                                    struct slv_error *err)
{
    struct pollfd end = {pidfd_open(pid, 0), POLLIN, 0};
    int64_t left_us = end_us - clock_mono_us();
    int found = 1;

    while (end.fd >= 0 && left_us > 0 &&
           (found = poll(&end, 1, (int) (left_us / 1000) + 1)) < 0 &&
           errno == EINTR)
        left_us = end_us - clock_mono_us();
    if (end.fd >= 0)
        close(end.fd);
    return end.fd < 0 || (found > 0 && left_us > 0)
               ? SLV_OK
               : took_too_long(program, err);
}

/* It has ended, or is to be ended. */
static enum slv_status reap(const struct child_program *program, pid_t pid,
                            enum slv_status status, int *exit_code,
                            struct slv_error *err)
{
    int how = 0;

    if (status != SLV_OK)
        kill(-pid, SIGKILL);
    while (waitpid(pid, &how, 0) < 0 && errno == EINTR)
        continue;
    if (status != SLV_OK)
        return status;
    *exit_code = WEXITSTATUS(how);
    return WIFEXITED(how)
               ? SLV_OK
               : slv_fail(err, SLV_ERR_IO, "%s was ended", program->argv[0]);
}

enum slv_status child_run(const struct child_program *program,
                          struct arena *arena, struct child_result *out,
                          struct slv_error *err)
{
    const int64_t end_us =
        clock_mono_us() + (int64_t) program->timeout_ms * 1000;
    struct pipes pipes;
    struct strbuf output;
    pid_t pid = 0;
    int problem;
    enum slv_status status = open_pipes(&pipes, err);

    *out = (struct child_result){.output = STR("")};
    if (status != SLV_OK)
        return status;
    problem = spawn(program, &pipes, &pid);
    if (problem) {
        close_pipes(&pipes);
        return slv_fail(err, SLV_ERR_UNAVAILABLE, "%s cannot be started",
                        program->argv[0]);
    }
    close_end(&pipes.input);
    close_end(&pipes.output);
    strbuf_init(&output, program->output_max);
    status = talk(program, &pipes, end_us, &output, err);
    close_pipes(&pipes);
    if (status == SLV_OK)
        status = wait_for_end(program, pid, end_us, err);
    status = reap(program, pid, status, &out->exit_code, err);
    out->output = arena_str(arena, strbuf_str(&output));
    strbuf_release(&output);
    return status;
}
