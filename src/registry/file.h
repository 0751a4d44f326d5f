/* SPDX-License-Identifier: MIT */
/* Where the database is: the file that WS2_REGISTRY names, or ws2/registry.db
 * in the user's state directory (XDG_STATE_HOME, else ~/.local/state). A
 * process with more rights than its user believes no variables.
 *
 * Beside it is a lock file. Whoever has the database open holds it shared; who
 * sets a damaged one aside holds it alone, so that nobody writes to a file that
 * has lost its name. Locks go with their owner, however it ends. Results are
 * >= 0 or -errno. */
#ifndef WS2_REGISTRY_FILE_H
#define WS2_REGISTRY_FILE_H

#include <limits.h>
#include <stdbool.h>

#define WS2_REG_NAME_ROOM (NAME_MAX + 1)

struct ws2_reg_file {
    char path[PATH_MAX];
};

int ws2_reg_file_find(struct ws2_reg_file *file);

/* Whether there is one. */
bool ws2_reg_file_exists(const struct ws2_reg_file *file);

/* Makes what is missing, for the user alone: the directories, and an empty
 * file. */
int ws2_reg_file_make(const struct ws2_reg_file *file);

/* A descriptor to be closed; alone: without the others. -EAGAIN when they do
 * not go. In a directory that cannot be written to there is no lock, nor need
 * for one: the descriptor is -1 and the result 0. */
int ws2_reg_file_lock(const struct ws2_reg_file *file, bool alone, int *fd);

/* Gives the database, and what SQLite keeps beside it, another name, and says
 * so on standard error. To be locked alone. */
int ws2_reg_file_set_aside(const struct ws2_reg_file *file, const char *why);

#endif
