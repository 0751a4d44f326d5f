/* SPDX-License-Identifier: MIT */
/* ws2 tour: the parts of the command. The scenes are in ws2-tour.so. */
#ifndef WS2_TOOL_TOUR_H
#define WS2_TOOL_TOUR_H

#include <stdbool.h>
#include <stddef.h>

#include "tour/table.h"

enum tour_verdict {
    TOUR_OK,
    TOUR_WRONG,  /* another code came, or the scene could not be played */
    TOUR_UNSHOWN /* this machine has not what it needs */
};

struct tour_result {
    enum tour_verdict verdict;
    int came;        /* the code, 0: none; -1: it did not come so far */
    char words[200]; /* why not, or "" */
    unsigned ms;
};

/* --- tour_scenes.c: the shared object, found beside this program. */

/* NULL, and a message on standard error. */
const struct scene *tour_open(void);
const struct scene *tour_scene(int code); /* NULL: there is none */
const char *tour_path(void);              /* of the shared object */
int tour_play(const struct scene *scene, const struct stage *stage);

/* The lines that are the scene: their number, and where they begin, line
 * *first of its file. 0: its source is not there. */
size_t tour_lines(const struct scene *scene, const char **text,
                  unsigned *first);

/* --- tour_keeper.c: what is around the scenes. */

/* Begins what all have in common. False, and a message, when that fails. */
bool tour_stage_begin(void);
void tour_stage_end(void);

/* --- tour_stage.c: their places. */

/* In a process that will be the scene's: goes to its place. NULL, or what the
 * machine has not. */
const char *tour_stage_enter(const struct scene *scene);

/* What struct stage has of it. */
const char *tour_stage_files(void);
const char *tour_stage_directory(void);

/* --- tour_apart.c: one scene, in a process of its own that is given up after
 * some seconds. It is this program once more ("ws2 tour --play ..."): a child
 * that only forked would have the library twice, with locks as they were. */
void tour_apart(const struct scene *scene, struct tour_result *result);

/* What that process writes, in one piece, to descriptor TOUR_OUT. */
struct tour_message {
    enum tour_verdict verdict;
    int came;
    char words[200];
};
#define TOUR_OUT 3

/* --- tour_play.c: that process. argv: --play CODE FILES DIRECTORY. */
int tour_play_run(char **argv);

/* --- tour_show.c */
void tour_show_progress(const struct scene *scene, size_t at, size_t count);
void tour_show(const struct scene *scene, const struct tour_result *result);
void tour_show_json(const struct scene *scene, const struct tour_result *result,
                    bool explain);
void tour_show_lines(const struct scene *scene);
void tour_show_list(const struct scene *scene);

#endif
