/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Runs a command and writes one line to FILE: seconds by the clock, CPU seconds
 * (user and system) and the greatest resident size in MB. The size is that of
 * the largest process, so it suits commands that use threads.
 *
 *     measure FILE COMMAND...
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

static double seconds(struct timeval time)
{
    return (double) time.tv_sec + (double) time.tv_usec / 1e6;
}

int main(int argc, char **argv)
{
    struct rusage usage;
    double begin_s = now_s();
    double wall_s;
    FILE *out;
    pid_t pid;
    int status;

    if (argc < 3) {
        fprintf(stderr, "usage: measure FILE COMMAND...\n");
        return 2;
    }
    pid = fork();
    if (pid == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &usage) != pid) {
        perror("measure");
        return 1;
    }
    wall_s = now_s() - begin_s;
    out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    fprintf(out, "%.3f %.3f %.1f\n", wall_s,
            seconds(usage.ru_utime) + seconds(usage.ru_stime),
            (double) usage.ru_maxrss * 1024 / 1e6);
    if (fclose(out) != 0) {
        perror(argv[1]);
        return 1;
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
