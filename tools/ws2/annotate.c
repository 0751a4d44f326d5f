/* SPDX-License-Identifier: MIT */
/* ws2 annotate: explains the error codes in a log. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "annotate/follow.h"
#include "annotate/show.h"
#include "command.h"
#include "options.h"
#include "out.h"

struct annotate_options {
    bool help, suffix, only, numbers, summary, json, follow;
};

void annotate_help(void)
{
    printf(
        "usage: ws2 annotate [OPTION...] [FILE...]\n\n"
        "Explains the error codes of Windows Sockets in a log: without a "
        "FILE,\n"
        "or for -, in standard input. The log goes through unchanged, and\n"
        "below a line with codes stands what they mean.\n\n"
        "  recv failed: 10054         error=0x2746     hr=0x80072746\n"
        "  [WinError 10061]           (os error 10060) -2147014842\n"
        "  WSAECONNRESET              GetLastError() = 997\n\n"
        "A number is a code when the words around it say so; ports, sizes,\n"
        "identifiers and times are left alone.\n\n"
        "  --suffix        explain at the end of the line\n"
        "  --only          only the lines with codes\n"
        "  --number        file and line before each line; with --only\n"
        "  --summary       how often each code occurs, where, what it means\n"
        "                  and what to do\n"
        "  --json          an object on a line for each line with codes; with\n"
        "                  --summary an array\n"
        "  --follow        wait for more, also when the file is replaced or\n"
        "                  cut; ends with Control-C\n"
        "  --color WHEN    auto, always or never\n\n"
        "Exit status: 0 codes found, 1 none found, 2 usage, or a file cannot "
        "be\nread.\n");
}

/* What is shown, in the one way or the other, and whether there was any. */
struct annotate {
    const struct annotate_options *o;
    struct inline_show log;
    struct json_show records;
    struct tally tally;
    struct stream_sink show; /* one of them */
    unsigned long long found;
};

static void line_take(void *to, const struct stream_line *line)
{
    struct annotate *a = to;

    a->found += line->count;
    a->show.line(a->show.to, line);
}

static void plain_take(void *to, const char *text, size_t length)
{
    struct annotate *a = to;

    a->show.plain(a->show.to, text, length);
}

/* name NULL: standard input. */
static struct stream_sink sink_choose(struct annotate *a, const char *name)
{
    a->log.suffix = a->o->suffix;
    a->log.only = a->o->only;
    a->log.file = a->o->numbers ? (name != NULL ? name : "-") : NULL;
    a->records.file = name;
    a->tally.file = name;
    a->show = a->o->summary ? tally_sink(&a->tally)
              : a->o->json  ? json_sink(&a->records)
                            : inline_sink(&a->log);
    return (struct stream_sink){.plain =
                                    a->show.plain != NULL ? plain_take : NULL,
                                .line = line_take,
                                .to = a,
                                .numbers = a->show.numbers};
}

static int file_read(struct stream *s, const char *name)
{
    int fd = name != NULL ? open(name, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    int res = fd < 0 ? -errno : log_read(s, fd);

    if (name != NULL && fd >= 0)
        close(fd);
    return res;
}

static bool file_annotate(struct annotate *a, const char *operand)
{
    const char *name = strcmp(operand, "-") == 0 ? NULL : operand;
    const struct stream_sink sink = sink_choose(a, name);
    struct stream s;
    int res;

    stream_begin(&s, &sink);
    if (a->o->follow && name != NULL)
        res = log_follow(&s, name);
    else
        res = file_read(&s, name);
    stream_end(&s);
    stream_free(&s);
    if (res == 0 || res == -EPIPE || ferror(stdout))
        return true;
    fflush(stdout);
    fprintf(stderr, "ws2 annotate: %s: %s\n", out_safe(operand),
            strerror(-res));
    return false;
}

static int files_annotate(const struct annotate_options *o, int count,
                          char **files)
{
    char *standard[] = {(char[]){"-"}};
    struct annotate a = {.o = o};
    bool good = true;

    if (count == 0) {
        files = standard;
        count = 1;
    }
    for (int i = 0; i < count && !ferror(stdout); i++)
        good = file_annotate(&a, files[i]) && good;
    if (o->summary)
        tally_show(&a.tally, o->json);
    if (a.tally.failed) {
        fprintf(stderr, "ws2: out of memory\n");
        good = false;
    }
    tally_free(&a.tally);
    if (!good)
        return EXIT_USAGE_BAD;
    return a.found > 0 ? EXIT_FOUND : EXIT_MISSING;
}

static int usage_bad(const char *why)
{
    fprintf(stderr, "ws2 annotate: %s; try: ws2 help annotate\n", why);
    return EXIT_USAGE_BAD;
}

int annotate_run(int argc, char **argv)
{
    struct annotate_options o = {0};
    const struct option_spec specs[] = {
        {"--suffix", &o.suffix, NULL},
        {"--only", &o.only, NULL},
        {"--number", &o.numbers, NULL},
        {"--json", &o.json, NULL},
        {"--summary", &o.summary, NULL},
        {"--follow", &o.follow, NULL},
        {NULL, NULL, NULL},
    };
    int count = options_read(argc, argv, specs, &o.help);

    if (count < 0)
        return EXIT_USAGE_BAD;
    if (o.help) {
        annotate_help();
        return EXIT_FOUND;
    }
    if ((o.summary || o.json) && (o.suffix || o.only || o.numbers))
        return usage_bad(
            "--suffix, --only and --number are for the log itself");
    if (o.numbers && !o.only)
        return usage_bad("--number needs --only");
    if (o.summary && o.follow)
        return usage_bad("--summary needs an end, --follow has none");
    if (o.follow && count > 1)
        return usage_bad("--follow takes one file");
    return files_annotate(&o, count, argv + 1);
}
