/* SPDX-License-Identifier: MIT */
/* What a thread's HANDLE names: signaled once the thread has ended. Threads
 * started here have one from the start, others get it when they ask. */
#ifndef WS2_HANDLE_THREAD_OBJ_H
#define WS2_HANDLE_THREAD_OBJ_H

#include <stddef.h>

#include "handle/wait.h"

#define WS2_STILL_ACTIVE 259u

struct ws2_thread_obj;

struct ws2_thread_start {
    uint32_t (*run)(void *arg); /* its value is the exit code */
    void *arg;
    size_t stack_size; /* bytes; 0 for the system's default */
    bool stack_exact;  /* stack_size may also be below the default */
    bool suspended;    /* held until resumed */
};

/* A new thread and a handle for it; tid may be NULL. ERROR_NOT_ENOUGH_MEMORY
 * or what pthread_create's errno means. */
ws2_err ws2_thread_start(const struct ws2_thread_start *how, ws2_handle *out,
                         uint32_t *tid);

/* Ends the calling thread. One started here goes back to its first frame,
 * another leaves by pthread_exit. */
_Noreturn void ws2_thread_exit(uint32_t code);

/* The calling thread's, alive as long as it is; NULL without memory. */
struct ws2_thread_obj *ws2_thread_obj_self(void);

/* The kernel's number for the thread, which also is its identifier. */
uint32_t ws2_thread_id(void);
uint32_t ws2_thread_obj_id(struct ws2_thread_obj *t);

/* The thread's record, as long as the object is there; NULL when there was no
 * memory for one. Waits for a new thread to have it. */
struct ws2_thread *ws2_thread_obj_record(struct ws2_thread_obj *t);

uint32_t ws2_thread_obj_exit_code(struct ws2_thread_obj *t);

/* Suspending. The previous count, or -1 where that cannot be done: a thread
 * that runs can only suspend itself. */
int ws2_thread_obj_suspend(struct ws2_thread_obj *t);
int ws2_thread_obj_resume(struct ws2_thread_obj *t);

/* Ends a thread that has not started yet; false when it has. */
bool ws2_thread_obj_kill(struct ws2_thread_obj *t, uint32_t code);

/* Windows' priority, remembered. */
int ws2_thread_obj_priority(struct ws2_thread_obj *t);
void ws2_thread_obj_set_priority(struct ws2_thread_obj *t, int priority);

/* Nanoseconds since 1970 of start and end (0: not ended), and at the end the
 * processor time spent. */
struct ws2_thread_times {
    int64_t start_ns, end_ns;
    int64_t user_ns, kernel_ns;
};
void ws2_thread_obj_times(struct ws2_thread_obj *t,
                          struct ws2_thread_times *times);

#endif
