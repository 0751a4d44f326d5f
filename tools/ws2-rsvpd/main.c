/* SPDX-License-Identifier: MIT */
/* ws2-rsvpd: begin, loop and end. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "../../src/qos/agentwire.h"
#include "grip.h"
#include "log.h"

#define SESSIONS_MAX 20000u
#define STATES_MAX   60000u
#define CARRIED_MAX  (64u << 20)
#define REROUTE_MS   200u /* changes of routes come together */

static struct signals {
    struct watch watch;
    struct agent *agent;
} signals;

/* --- Policy. */

static bool policy_read(struct agent *a)
{
    struct policy_error why = {.line = 0};

    if (a->options.config_named && access(a->options.config, R_OK) != 0) {
        log_say(LOG_SEVERE, "%s: %s", a->options.config, strerror(errno));
        return false;
    }
    if (policy_load(a->policy, a->options.config, &why))
        return true;
    log_say(LOG_SEVERE, "%s:%u: %s", a->options.config, why.line, why.text);
    return false;
}

static void reload(struct agent *a)
{
    if (!policy_read(a))
        return; /* what was there stays */
    outlets_reset(a);
    engine_reconsider(a->engine);
    log_say(LOG_USUAL, "read %s again", a->options.config);
}

/* --- Signals. */

static void signals_ready(struct watch *w, uint32_t events)
{
    struct signals *s = (struct signals *)w;
    struct signalfd_siginfo info;

    (void)events;
    while (read(w->fd, &info, sizeof(info)) == sizeof(info)) {
        if (info.ssi_signo == SIGHUP)
            reload(s->agent);
        else
            s->agent->loop.over = true;
    }
}

static int signals_open(struct agent *a)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigprocmask(SIG_BLOCK, &set, NULL);
    signals.agent = a;
    signals.watch = (struct watch){
        signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK), EPOLLIN, signals_ready};
    return signals.watch.fd >= 0 ? loop_add(&a->loop, &signals.watch) : -errno;
}

/* --- The network changes. */

static void net_changed(void *arg)
{
    struct agent *a = arg;

    a->rerouted = true;
}

static uint64_t reroute(struct agent *a, uint64_t now)
{
    static uint64_t next;

    if (!a->rerouted)
        return UINT64_MAX;
    if (next == 0)
        next = now + REROUTE_MS;
    if (now < next)
        return next;
    next = 0;
    a->rerouted = false;
    programs_moved(a);
    engine_rerouted(a->engine);
    return UINT64_MAX;
}

/* --- Begin. */

/* Who waits for it knows that it can connect. */
static void ready_tell(struct agent *a)
{
    if (a->options.ready_fd < 0)
        return;
    if (write(a->options.ready_fd, "", 1) != 1)
        log_say(LOG_WARN, "--ready %d: %s", a->options.ready_fd,
                strerror(errno));
    close(a->options.ready_fd);
    a->options.ready_fd = -1;
}

static void descriptors_close(const struct options *o)
{
    unsigned ready = o->ready_fd > 2 ? (unsigned)o->ready_fd : 2;

    if (ready > 3)
        close_range(3, ready - 1, 0);
    close_range(ready + 1, ~0u, 0);
}

/* Each program takes one. */
static void descriptors_allow(void)
{
    struct rlimit r;

    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return;
    r.rlim_cur = r.rlim_max;
    setrlimit(RLIMIT_NOFILE, &r);
}

/* Leaves where it was started, when all that can fail is done, so that who
 * started it knows. */
static void leave(const struct options *o)
{
    int null = open("/dev/null", O_RDWR);
    pid_t child = fork();

    if (child > 0)
        _exit(0);
    if (child < 0)
        log_say(LOG_WARN, "fork: %s", strerror(errno));
    setsid();
    if (chdir("/") != 0)
        log_say(LOG_WARN, "/: %s", strerror(errno));
    if (null >= 0) {
        dup2(null, 0);
        dup2(null, 1);
        if (o->on_demand)
            dup2(null, 2); /* its program's is none of ours */
        if (null > 2)
            close(null);
    }
}

static struct engine *engine_begin(struct agent *a)
{
    struct engine_config config = {.refresh_ms = a->options.refresh_ms,
                                   .loopback = a->options.loopback,
                                   .quick = true,
                                   .sessions_max = SESSIONS_MAX,
                                   .states_max = STATES_MAX,
                                   .carried_max = CARRIED_MAX};

    if (getrandom(&config.seed, sizeof(config.seed), 0) < 0)
        config.seed = (uint32_t)getpid();
    return engine_open(&world, a, &programs, &config);
}

/* The rendezvous is first: who has it is the agent. -EADDRINUSE: another is. */
static int agent_open(struct agent *a)
{
    int res = loop_open(&a->loop);

    if (res != 0)
        return res;
    a->server.opened = program_opened;
    a->server.message = program_message;
    a->server.closed = program_closed;
    a->server.drained = program_drained;
    a->server.user = a;
    res = server_open(&a->server, &a->loop, WS2_AW_NAME);
    if (res != 0)
        return res;
    a->policy = policy_new();
    if (a->policy == NULL)
        return -ENOMEM;
    if (!policy_read(a))
        return -EINVAL;
    res = net_open(&a->net, &a->loop, net_changed, a);
    if (res != 0)
        return res;
    a->engine = engine_begin(a);
    a->transport =
        transport_open(&a->loop, &a->options.transport, world_arrived, a);
    if (a->engine == NULL || a->transport == NULL)
        return a->engine == NULL ? -ENOMEM : -EADDRINUSE;
    /* What an earlier agent has left on interfaces goes now. */
    for (size_t i = 0; i < a->net.n_interfaces; i++)
        outlet_need(a, a->net.interfaces[i].index);
    return 0;
}

static void agent_close(struct agent *a)
{
    server_close(&a->server); /* programs' flows tear themselves down */
    engine_close(a->engine, true);
    outlets_free(a);
    transport_close(a->transport);
    policy_free(a->policy);
    net_close(&a->net);
    loop_close(&a->loop);
}

/* --- Loop. */

/* Nobody is here, and nothing is known that somebody may come for. */
static uint64_t idle_until(struct agent *a)
{
    struct engine_counts n;

    if (!a->options.on_demand || a->server.count > 0)
        return UINT64_MAX;
    engine_counts(a->engine, &n);
    return n.sessions > 0 ? UINT64_MAX
                          : a->last_use + 1000u * (uint64_t)a->options.idle_s;
}

static void run(struct agent *a)
{
    uint64_t served = UINT64_MAX;

    while (!a->loop.over) {
        uint64_t next = engine_run(a->engine), now = loop_now(), wait;
        uint64_t idle = idle_until(a), routes = reroute(a, now);

        if (now >= idle)
            return;
        next = idle < next ? idle : next;
        next = routes < next ? routes : next;
        next = served < next ? served : next;
        wait = next > now ? next - now : 0;
        loop_turn(&a->loop, wait < 3600000 ? (int)wait : 3600000);
        served = server_sweep(&a->server);
    }
}

int main(int argc, char **argv)
{
    static struct agent agent;
    int res = options_take(&agent.options, argc, argv);

    if (res != 0)
        return res - 1;
    descriptors_close(&agent.options);
    descriptors_allow();
    signal(SIGPIPE, SIG_IGN);
    res = agent_open(&agent);
    if (res == -EADDRINUSE && agent.transport == NULL && agent.policy == NULL) {
        ready_tell(&agent); /* another one was faster, and will do */
        if (!agent.options.on_demand)
            log_say(LOG_SEVERE, "another agent is here already");
        return agent.options.on_demand ? 0 : 1;
    }
    if (res != 0) {
        if (res != -EINVAL)
            log_say(LOG_SEVERE, "%s", strerror(-res));
        return 1;
    }
    if (!agent.options.foreground)
        leave(&agent.options);
    res = signals_open(&agent); /* they are of the process that opens them */
    if (res != 0)
        return 1;
    ready_tell(&agent);
    agent.last_use = loop_now();
    run(&agent);
    agent_close(&agent);
    return 0;
}
