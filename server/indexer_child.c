/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Starting, watching and ending the indexer's process. What it does is its own
 * business; that it died is logged with how.
 */
#include "server/indexer_child.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "server/metrics.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PAUSE_FIRST_MS = 1000,
    PAUSE_LAST_MS = 60 * 1000,
    HEALTHY_MS = 60 * 1000, /* ran that long: the next pause is the first one */
    FIXED_ARGUMENTS = 8,
    END_STEP_MS = 10
};

struct indexer_child {
    struct metrics *metrics;
    char **argv;
    pid_t pid; /* 0: not running */
    int64_t begun_us;
    int64_t due_us; /* when it is to be started */
    int pause_ms;
};

/* execv() takes non-const text and does not change it. */
static char *argument(const char *text)
{
    union {
        const char *from;
        char *to;
    } both = {.from = text};

    return both.to;
}

struct indexer_child *
indexer_child_new(const struct indexer_child_options *options,
                  struct metrics *metrics)
{
    struct indexer_child *child = alloc_zeroed(1, sizeof *child);
    size_t count = 0;

    child->metrics = metrics;
    child->pause_ms = PAUSE_FIRST_MS;
    child->argv = alloc_zeroed(FIXED_ARGUMENTS + options->folder_count + 1,
                               sizeof *child->argv);
    child->argv[count++] = argument("solvent");
    child->argv[count++] = argument("index");
    child->argv[count++] = argument("--watch");
    child->argv[count++] = argument("--data");
    child->argv[count++] = argument(options->data);
    if (options->config) {
        child->argv[count++] = argument("--config");
        child->argv[count++] = argument(options->config);
    }
    if (options->folder_count > 0)
        child->argv[count++] = argument("--");
    for (size_t i = 0; i < options->folder_count; i++)
        child->argv[count++] = argument(options->folders[i]);
    return child;
}

/* In the new process, where only calls that are safe after fork() are allowed.
 * Its standard output belongs to the log: the server's own is for its address. */
static void become_indexer(const struct indexer_child *child, pid_t server)
{
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != server)
        _exit(0);
    dup2(STDERR_FILENO, STDOUT_FILENO);
    execv("/proc/self/exe", child->argv);
    _exit(127);
}

static void start(struct indexer_child *child)
{
    pid_t server = getpid();
    struct slv_error err;

    child->begun_us = clock_mono_us();
    child->pid = fork();
    if (child->pid == 0)
        become_indexer(child, server);
    if (child->pid > 0) {
        metrics_count_indexer_start(child->metrics);
        log_event(LOG_INFO, log_name("indexer_started"),
                  log_number("pid", child->pid));
        return;
    }
    child->pid = 0;
    (void) slv_fail_errno(&err, errno, "the indexer cannot be started");
    log_event(LOG_ERROR, log_name("indexer_not_started"),
              log_cstr("reason", err.text));
    child->due_us = child->begun_us + (int64_t) child->pause_ms * 1000;
}

static void note_end(struct indexer_child *child, int wait_status)
{
    int64_t now_us = clock_mono_us();

    if (now_us - child->begun_us >= (int64_t) HEALTHY_MS * 1000)
        child->pause_ms = PAUSE_FIRST_MS;
    if (WIFSIGNALED(wait_status))
        log_event(LOG_ERROR, log_name("indexer_ended"),
                  log_number("signal", WTERMSIG(wait_status)),
                  log_number("again_in_ms", child->pause_ms));
    else
        log_event(LOG_ERROR, log_name("indexer_ended"),
                  log_number("exit_code", WEXITSTATUS(wait_status)),
                  log_number("again_in_ms", child->pause_ms));
    child->pid = 0;
    child->due_us = now_us + (int64_t) child->pause_ms * 1000;
    child->pause_ms *= 2;
    if (child->pause_ms > PAUSE_LAST_MS)
        child->pause_ms = PAUSE_LAST_MS;
}

int indexer_child_tend(struct indexer_child *child)
{
    int64_t left_us;
    int wait_status;

    if (child->pid > 0 &&
        waitpid(child->pid, &wait_status, WNOHANG) == child->pid)
        note_end(child, wait_status);
    if (child->pid > 0)
        return -1;
    left_us = child->due_us - clock_mono_us();
    if (left_us > 0)
        return (int) (left_us / 1000) + 1;
    start(child);
    return child->pid > 0 ? -1 : child->pause_ms;
}

static bool wait_for_end(pid_t pid, unsigned wait_ms)
{
    int64_t end_us = clock_mono_us() + (int64_t) wait_ms * 1000;

    for (;;) {
        pid_t ended = waitpid(pid, NULL, WNOHANG);

        if (ended == pid || (ended < 0 && errno == ECHILD))
            return true;
        if (clock_mono_us() >= end_us)
            return false;
        poll(NULL, 0, END_STEP_MS);
    }
}

void indexer_child_free(struct indexer_child *child, unsigned wait_ms)
{
    if (!child)
        return;
    if (child->pid > 0) {
        kill(child->pid, SIGTERM);
        if (!wait_for_end(child->pid, wait_ms)) {
            log_event(LOG_WARNING, log_name("indexer_killed"),
                      log_number("pid", child->pid));
            kill(child->pid, SIGKILL);
            waitpid(child->pid, NULL, 0);
        }
    }
    free(child->argv);
    free(child);
}
