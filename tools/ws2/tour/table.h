/* SPDX-License-Identifier: MIT */
/* What the scenes (Windows source) and the command (Linux source) know of each
 * other: plain C. */
#ifndef TOUR_TABLE_H
#define TOUR_TABLE_H

/* Where a scene is played. All but PLACE_PLAIN may be lacking on a machine. */
enum place {
    PLACE_PLAIN,      /* Windows Sockets 2.2 are started, and that is all */
    PLACE_COLD,       /* they are not */
    PLACE_FEW_FILES,  /* the process may have few descriptors */
    PLACE_FEW_MEMORY, /* and little more memory than it has */
    PLACE_LIMIT,      /* WS2_PROCLIM is 1 */
    PLACE_NO_SOCKETS, /* the system has none; not started */
    PLACE_NO_IPV6,    /* or none of IPv6; not started */
    PLACE_NO_NETWORK, /* no interface is up */
    PLACE_FEW_PORTS,  /* two are left */
    PLACE_NETWORK,    /* strange hosts: tools/stage/farhost.h */
    PLACE_FILES,      /* a file system that fails: tools/stage/errnofs.c */
    PLACE_NAMES,      /* a DNS server: tools/ws2/tour_stage.c has its zone */
    PLACE_CATALOG,    /* providers can be installed */
    PLACE_SIGNALS,    /* PLACE_NETWORK with an agent, and a budget for lo */
    PLACE_FOREIGN,    /* an agent, and somebody else's traffic control on lo */
    PLACE_COUNT
};

struct scene {
    struct scene *next;
    int code;
    const char *name; /* of the code */
    const char *call; /* the function that is to fail with it */
    const char *condition;
    const char *file; /* where it is written */
    enum place place;
    int (*play)(void); /* the code that came, 0: none */
};

/* What the command does for a scene, as only a Linux program can. */
struct stage {
    const char *files;     /* the directory of PLACE_FILES */
    const char *directory; /* with links in it: "loop", to itself, and "long",
                              to a name of 300 characters */
    const char *self;      /* the path of the scenes' shared object */

    /* The number of the next descriptor, and its end behind the back of
     * Windows Sockets. */
    int (*descriptor_next)(void);
    void (*descriptor_close)(int fd);

    /* The scene cannot be played: what went wrong, and the last error. */
    void (*fail)(const char *what, int code) __attribute__((noreturn));
    /* The machine has not what the scene needs. */
    void (*lack)(const char *reason) __attribute__((noreturn));
};

/* What the shared object exports. */

/* All scenes, by code. */
typedef const struct scene *(*tour_scenes_fn)(void);

/* Plays one, and returns the code that came. */
typedef int (*tour_play_fn)(const struct scene *scene,
                            const struct stage *stage);

/* The text of a file that has scenes in it; NULL: no such file. */
typedef const char *(*tour_source_fn)(const char *file);

#endif
