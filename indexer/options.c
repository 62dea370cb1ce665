/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Arguments, configuration and error lines of the commands.
 */
#include "indexer/options.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, OPTIONS_MAX = 32, OPTION_HELP = OPTIONS_MAX };

int command_fail(const struct slv_error *err)
{
    fprintf(stderr, "solvent: %s\n", err->text);
    if (err->hint[0])
        fprintf(stderr, "%s\n", err->hint);
    return slv_status_exit_code(err->status);
}

const char *usage_of(char text[USAGE_MAX], const char *what, const char *which)
{
    snprintf(text, USAGE_MAX, "%s: %s", what, which);
    return text;
}

int command_usage(const char *command, const char *what)
{
    fprintf(stderr,
            "solvent: %s\nRun 'solvent %s --help' to see how it is used.\n",
            what, command);
    return EXIT_USAGE;
}

static bool has_value(enum command_option_kind kind)
{
    return kind != OPTION_FLAG && kind != OPTION_ACT;
}

/* NULL, or what is wrong with the value. */
static const char *take_option(const struct command_option *option,
                               void *command, char usage[USAGE_MAX])
{
    void *member = (char *) command + option->offset;

    switch (option->kind) {
    case OPTION_FLAG:
        *(bool *) member = true;
        return NULL;
    case OPTION_TEXT:
    case OPTION_FOLDER:
        *(const char **) member = optarg;
        return NULL;
    case OPTION_STR:
        *(struct str *) member = str_from(optarg);
        return NULL;
    case OPTION_UINT:
        if (option_uint(optarg, option->min, option->max, member))
            return NULL;
        snprintf(usage, USAGE_MAX, "--%s takes a whole number from %u to %u",
                 option->name, option->min, option->max);
        return usage;
    case OPTION_CALL:
    case OPTION_ACT:
        break;
    }
    return option->take(option, command, optarg);
}

bool options_read(const struct command_option *options, void *command, int argc,
                  char **argv, char usage[USAGE_MAX], const char **wrong)
{
    struct option names[OPTIONS_MAX + 2] = {{NULL, 0, NULL, 0}};
    int count = 0;
    int option;

    for (; options[count].name; count++) {
        SLV_ASSERT(count < OPTIONS_MAX);
        names[count] = (struct option){
            options[count].name,
            has_value(options[count].kind) ? required_argument : no_argument,
            NULL, count};
    }
    names[count] = (struct option){"help", no_argument, NULL, OPTION_HELP};
    *wrong = NULL;
    while (!*wrong &&
           (option = getopt_long(argc, argv, ":h", names, NULL)) != -1) {
        if (option == OPTION_HELP || option == 'h')
            return false;
        if (option == ':')
            *wrong = usage_of(usage, "this option lacks its value",
                              argv[optind - 1]);
        else if (option == '?')
            *wrong =
                usage_of(usage, "there is no such option", argv[optind - 1]);
        else
            *wrong = take_option(&options[option], command, usage);
    }
    return true;
}

static const char *missing_folder(const struct command_option *options,
                                  const void *command, char usage[USAGE_MAX])
{
    for (; options->name; options++) {
        const void *member = (const char *) command + options->offset;
        const char *folder;

        if (options->kind != OPTION_FOLDER)
            continue;
        folder = *(const char *const *) member;
        if (folder && folder[0])
            continue;
        snprintf(usage, USAGE_MAX, "--%s names no folder", options->name);
        return usage;
    }
    return NULL;
}

int command_main(const struct command_shape *shape, void *command, int argc,
                 char **argv)
{
    char usage[USAGE_MAX];
    struct arena *arena;
    struct slv_error err;
    const char *wrong;
    enum slv_status status;

    if (!options_read(shape->options, command, argc, argv, usage, &wrong)) {
        fputs(shape->help, stdout);
        return 0;
    }
    if (!wrong)
        wrong = shape->read_words(argc - optind, argv + optind, command, usage);
    if (!wrong)
        wrong = missing_folder(shape->options, command, usage);
    if (wrong)
        return command_usage(shape->name, wrong);
    arena = arena_new();
    status = shape->run(command, arena, &err);
    arena_free(arena);
    return status == SLV_OK ? 0 : command_fail(&err);
}

bool option_switch(const char *value, bool *out)
{
    bool is_on = strcmp(value, "on") == 0;

    if (is_on || strcmp(value, "off") == 0)
        *out = is_on;
    return is_on || strcmp(value, "off") == 0;
}

bool option_uint(const char *text, unsigned min, unsigned max, unsigned *out)
{
    unsigned long long value;

    if (!str_to_uint(str_from(text), &value) || value < min || value > max)
        return false;
    *out = (unsigned) value;
    return true;
}

/* Between the commas; false when one of them is no name. */
static bool read_groups(struct str names, struct arena *arena,
                        struct str_list *out)
{
    size_t max = 1;

    for (size_t i = 0; i < names.len; i++)
        max += names.ptr[i] == ',';
    out->items = arena_calloc(arena, max, sizeof *out->items);
    for (out->count = 0; out->count < max; out->count++) {
        struct str name = str_trim(str_take_until(&names, ','));

        if (name.len == 0)
            return false;
        out->items[out->count] = name;
    }
    return true;
}

const char *option_viewer(const char *value, struct arena *arena,
                          struct slv_viewer *out)
{
    struct str word = str_from(value);
    struct str prefix = STR("group:");

    *out = (struct slv_viewer){.audience = SLV_AS_PUBLIC};
    if (str_equal(word, STR("public")))
        return NULL;
    if (str_equal(word, STR("staff"))) {
        out->audience = SLV_AS_STAFF;
        return NULL;
    }
    if (str_has_prefix(word, prefix) &&
        read_groups(str_from_offset(word, prefix.len), arena, &out->groups))
        return NULL;
    return "--as is public, staff or group:NAME[,NAME]";
}

enum slv_status command_config(const char *path, const char *data,
                               struct arena *arena, struct config *out,
                               struct slv_error *err)
{
    const char *implied = arena_format(arena, "%s/solvent.conf", data).ptr;

    config_init(out);
    if (!path && access(implied, F_OK) != 0)
        return SLV_OK;
    return config_load(path ? path : implied, arena, out, err);
}

void index_options_from_config(const struct config *config, struct arena *arena,
                               struct slv_index_options *out)
{
    struct slv_role_heading *headings =
        arena_calloc(arena, config->role_count, sizeof *headings);
    struct slv_folder_language *languages =
        arena_calloc(arena, config->language_count, sizeof *languages);

    /* the configuration has checked these words */
    out->default_state = SLV_STATE_PUBLISHED;
    out->default_access = SLV_ACCESS_PUBLIC;
    (void) !slv_state_parse(config->default_state, &out->default_state);
    (void) !slv_access_parse(config->default_access, &out->default_access);
    out->default_language = config->language;
    for (size_t i = 0; i < config->language_count; i++)
        languages[i] = (struct slv_folder_language){
            config->language_list[i].folder, config->language_list[i].language};
    out->folder_languages = languages;
    out->folder_language_count = config->language_count;
    for (size_t i = 0; i < config->role_count; i++) {
        headings[i].heading = config->role_list[i].heading;
        (void) !slv_role_parse(config->role_list[i].role, &headings[i].role);
    }
    out->role_headings = headings;
    out->role_heading_count = config->role_count;
}

void put_text(FILE *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        unsigned char next =
            i + 1 < text.len ? (unsigned char) text.ptr[i + 1] : 0;

        /* U+0080 to U+009F are control characters too */
        if (c == 0xC2 && next >= 0x80 && next < 0xA0)
            i++;
        else if (c >= ' ' && c != 0x7F) {
            putc(c, out);
            continue;
        }
        putc(' ', out);
    }
}

bool is_colourful(int descriptor)
{
    const char *no_color = getenv("NO_COLOR");

    return isatty(descriptor) && (!no_color || !no_color[0]);
}
