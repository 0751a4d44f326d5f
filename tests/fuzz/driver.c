/* SPDX-License-Identifier: MIT */
/* Where there is no libFuzzer: runs a target on every file of the folders
 * named, and on changed copies of them, always the same.
 *
 *   fuzz_NAME [-runs=N] [-seed=N] [FOLDER | FILE]...
 *
 * The options are libFuzzer's. What was run last when it crashed is in the
 * file crash-input of the working directory. */
#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEEDS_MAX = 256, INPUT_MAX = 4096 };

static struct seed {
    uint8_t *data;
    size_t size;
} seeds[SEEDS_MAX];
static size_t seed_count;

static uint64_t state;
static const uint8_t *running;
static size_t running_size;

static uint32_t below(size_t limit)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 16) % limit);
}

static void crashed(int sig)
{
    int fd = open("crash-input", O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (fd >= 0 && write(fd, running, running_size) >= 0)
        close(fd);
    signal(sig, SIG_DFL);
    raise(sig);
}

static void run(const uint8_t *data, size_t size)
{
    running = data;
    running_size = size;
    MUST(LLVMFuzzerTestOneInput(data, size) == 0);
}

static void seed_read(const char *path)
{
    struct seed *s = &seeds[seed_count];
    FILE *f = fopen(path, "rb");

    MUST(f != NULL && seed_count < SEEDS_MAX);
    s->data = malloc(INPUT_MAX);
    MUST(s->data != NULL);
    s->size = fread(s->data, 1, INPUT_MAX, f);
    fclose(f);
    seed_count++;
}

static void seeds_read(const char *path)
{
    DIR *dir = opendir(path);
    struct dirent *entry;
    char name[4096];

    if (dir == NULL) {
        seed_read(path);
        return;
    }
    while ((entry = readdir(dir)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
        seed_read(name);
    }
    closedir(dir);
}

/* One change: a bit, a byte, an end, a piece of another seed. */
static size_t change(uint8_t *data, size_t size)
{
    static const uint8_t odd[] = {0,   1,    0x7f, 0x80, 0xff,
                                  '.', '\n', ':',  '%',  0xc0};
    const struct seed *other = &seeds[below(seed_count)];
    size_t at = size > 0 ? below(size) : 0, n;

    switch (below(6)) {
    case 0:
        if (size > 0)
            data[at] ^= (uint8_t)(1u << below(8));
        return size;
    case 1:
        if (size > 0)
            data[at] = odd[below(sizeof(odd))];
        return size;
    case 2:
        if (size > 0)
            data[at] = (uint8_t)below(256);
        return size;
    case 3:
        return at;
    case 4:
        if (size < INPUT_MAX)
            data[size++] = odd[below(sizeof(odd))];
        return size;
    default:
        n = other->size > 0 ? below(other->size) + 1 : 0;
        n = n < INPUT_MAX - at ? n : INPUT_MAX - at;
        memcpy(data + at, other->data, n);
        return at + n > size ? at + n : size;
    }
}

static void run_changed(void)
{
    const struct seed *s = &seeds[below(seed_count)];
    uint8_t data[INPUT_MAX];
    size_t size = s->size;
    uint8_t *exact;

    memcpy(data, s->data, size);
    for (uint32_t n = below(8) + 1; n > 0; n--)
        size = change(data, size);
    exact = malloc(size + (size == 0));
    MUST(exact != NULL);
    memcpy(exact, data, size);
    run(exact, size);
    free(exact);
}

int main(int argc, char **argv)
{
    unsigned long runs = 0, seed = 1;

    for (int i = 1; i < argc; i++) {
        if (strncmp(argv[i], "-runs=", 6) == 0)
            runs = strtoul(argv[i] + 6, NULL, 10);
        else if (strncmp(argv[i], "-seed=", 6) == 0)
            seed = strtoul(argv[i] + 6, NULL, 10);
        else
            seeds_read(argv[i]);
    }
    state = seed * 0x9e3779b97f4a7c15u + 1;
    signal(SIGABRT, crashed);
    signal(SIGSEGV, crashed);
    for (size_t i = 0; i < seed_count; i++)
        run(seeds[i].data, seeds[i].size);
    if (seed_count == 0)
        seed_count = 1; /* the empty one */
    for (unsigned long i = 0; i < runs; i++)
        run_changed();
    printf("%zu seeds, %lu changed copies\n", seed_count, runs);
    return 0;
}
