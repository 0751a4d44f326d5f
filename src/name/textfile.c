/* SPDX-License-Identifier: MIT */
/* Kept texts of files; see textfile.h.
 *
 * Locking: files.lock guards the list, what is kept, and references. */
#include "name/textfile.h"

#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "os/fork.h"

static struct {
    pthread_mutex_t lock;
    struct ws2_textfile *first;
} files = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void files_forked(void)
{
    files.lock = (pthread_mutex_t)PTHREAD_MUTEX_INITIALIZER;
}
OS_IN_FORKED_CHILD(files_forked)

static enum ws2_file state_of(long res)
{
    switch (res) {
    case -ENOENT:
        return WS2_FILE_ABSENT;
    case -EMFILE:
    case -ENFILE:
    case -ENOMEM:
        return WS2_FILE_BUSY;
    default:
        return WS2_FILE_UNREADABLE;
    }
}

static void text_free(struct ws2_text *text)
{
    free(text->chars);
    free(text);
}

void ws2_text_put(struct ws2_text *text)
{
    bool last;

    pthread_mutex_lock(&files.lock);
    last = --text->refs == 0;
    pthread_mutex_unlock(&files.lock);
    if (last)
        text_free(text);
}

static struct ws2_text *kept_get(struct ws2_textfile *file,
                                 const struct os_stamp *now)
{
    struct ws2_text *text;

    pthread_mutex_lock(&files.lock);
    text = file->kept;
    if (text != NULL && memcmp(&text->stamp, now, sizeof(*now)) == 0)
        text->refs++;
    else
        text = NULL;
    pthread_mutex_unlock(&files.lock);
    return text;
}

/* Takes the place of what was kept, which is returned, or NULL. */
static struct ws2_text *kept_set_locked(struct ws2_textfile *file,
                                        struct ws2_text *text)
{
    struct ws2_text *old = file->kept;

    if (old == NULL) {
        file->next = files.first;
        files.first = file;
    }
    file->kept = text;
    text->refs++;
    return old;
}

static void text_keep(struct ws2_textfile *file, struct ws2_text *text)
{
    struct ws2_text *old;

    pthread_mutex_lock(&files.lock);
    old = kept_set_locked(file, text);
    pthread_mutex_unlock(&files.lock);
    if (old != NULL)
        ws2_text_put(old);
}

static enum ws2_file text_read(const char *path, struct ws2_text **out)
{
    struct ws2_text *text = calloc(1, sizeof(*text));
    long len;

    if (text == NULL)
        return WS2_FILE_BUSY;
    text->refs = 1;
    len = os_kept_read(path, INT_MAX, &text->chars, NULL, &text->stamp);
    if (len < 0) {
        text_free(text);
        return state_of(len);
    }
    text->len = (size_t)len;
    *out = text;
    return WS2_FILE_GOOD;
}

enum ws2_file ws2_textfile_get(struct ws2_textfile *file,
                               struct ws2_text **text)
{
    const char *other = secure_getenv(file->env);
    const char *path = other != NULL && *other != '\0' ? other : file->path;
    struct os_stamp now;
    enum ws2_file state;

    os_kept_stamp(path, &now);
    *text = kept_get(file, &now);
    if (*text != NULL)
        return WS2_FILE_GOOD;
    state = text_read(path, text);
    if (state == WS2_FILE_GOOD && os_kept_settled(&(*text)->stamp))
        text_keep(file, *text);
    return state;
}

void ws2_textfiles_drop(void)
{
    struct ws2_textfile *file;

    do {
        struct ws2_text *text = NULL;

        pthread_mutex_lock(&files.lock);
        file = files.first;
        if (file != NULL) {
            files.first = file->next;
            text = file->kept;
            file->kept = NULL;
        }
        pthread_mutex_unlock(&files.lock);
        if (text != NULL)
            ws2_text_put(text);
    } while (file != NULL);
}
