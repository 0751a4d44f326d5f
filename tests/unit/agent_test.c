/* SPDX-License-Identifier: MIT */
/* The agent's client, with an agent that this program is itself when it is
 * started as one (fake_agent.h). Runs in a network namespace of its own. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include <winsock2.h>
#include <ws2tcpip.h>

#include "fake_agent.h"
#include "qos/provider.h"

/* --- A user, which keeps what it is told. */

struct user {
    struct ws2_qos_user user;
    struct ws2_qos_flow *flow;
    unsigned done, changed, granted;
    bool moves; /* when it is told of a change */
    struct ws2_qos_grant last_grant;
    struct ws2_qos_status last_done, last_changed;
    unsigned char objects[1024];
    size_t objects_len;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t news = PTHREAD_COND_INITIALIZER;

static void done(struct ws2_qos_user *user, const struct ws2_qos_status *status)
{
    struct user *u = (struct user *)user;

    pthread_mutex_lock(&lock);
    u->done++;
    u->last_done = *status;
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}

static struct ws2_qos_place place_of(USHORT port);

static void changed(struct ws2_qos_user *user,
                    const struct ws2_qos_change *change)
{
    const struct ws2_qos_place elsewhere = place_of(4712);
    struct user *u = (struct user *)user;

    if (u->moves)
        ws2_qos_agent.moved(u->flow, &elsewhere);
    pthread_mutex_lock(&lock);
    u->changed++;
    u->last_changed = change->status;
    assert_true(change->objects_len <= sizeof(u->objects));
    u->objects_len = change->objects_len;
    if (change->objects_len > 0)
        memcpy(u->objects, change->objects, change->objects_len);
    pthread_cond_broadcast(&news);
    pthread_mutex_unlock(&lock);
}

static void granted(struct ws2_qos_user *user,
                    const struct ws2_qos_grant *grant)
{
    struct user *u = (struct user *)user;

    pthread_mutex_lock(&lock);
    u->granted++;
    u->last_grant = *grant;
    pthread_mutex_unlock(&lock);
}

/* Until so many have been told; a minute is for ever. */
static void await(unsigned *count, unsigned n)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 60;
    pthread_mutex_lock(&lock);
    while (*count < n && pthread_cond_timedwait(&news, &lock, &until) == 0)
        ;
    assert_true(*count >= n);
    pthread_mutex_unlock(&lock);
}

static const struct ws2_qos_backend *agent = &ws2_qos_agent;

static struct ws2_qos_place place_of(USHORT port)
{
    struct ws2_qos_place p = {.family = AF_INET,
                              .protocol = IPPROTO_UDP,
                              .sends = true,
                              .receives = true};
    struct sockaddr_in *in = (struct sockaddr_in *)&p.local;

    in->sin_family = AF_INET;
    in->sin_port = htons(port);
    return p;
}

static void user_open(struct user *u)
{
    memset(u, 0, sizeof(*u));
    u->user = (struct ws2_qos_user){
        .done = done, .changed = changed, .granted = granted};
    assert_int_equal(agent->open(&u->user, &u->flow), WS2_OK);
}

static ws2_err set_as(struct user *u, ULONG rate, ULONG service,
                      struct ws2_qos_status *why)
{
    const struct ws2_qos_place place = place_of(5000);
    struct ws2_qos_request r;

    ws2_qos_request_init(&r);
    r.sending = (FLOWSPEC){.TokenRate = rate, .ServiceType = service};
    memset(why, 0, sizeof(*why));
    return agent->set(u->flow, &r, &place, STDIN_FILENO, why);
}

/* What a set comes to. */
static ws2_err set(struct user *u, ULONG rate)
{
    struct ws2_qos_status why;
    const unsigned before = u->done;
    ws2_err err = set_as(u, rate, SERVICETYPE_CONTROLLEDLOAD, &why);

    if (err != WSA_IO_PENDING) {
        assert_int_equal(err, why.code);
        return err;
    }
    await(&u->done, before + 1);
    return u->last_done.code;
}

/* --- Which program is started. */

static char self[4096], dir[] = "/tmp/ws2-agent-XXXXXX", path[4200];

static void program(const char *name)
{
    snprintf(path, sizeof(path), "%s/%s", dir, name);
    if (symlink(self, path) != 0)
        assert_int_equal(access(path, X_OK), 0);
    setenv("WS2_RSVPD", path, 1);
}

static int group_teardown(void **state)
{
    static const char *const names[] = {"agent", "never", "old", "strict"};

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        snprintf(path, sizeof(path), "%s/%s", dir, names[i]);
        unlink(path);
    }
    return rmdir(dir);
}

static ULONG ask(struct user *u, ULONG question)
{
    return agent->ask(u->flow, question);
}

/* The agent ends, and none comes. */
static void agent_gone(struct user *u)
{
    setenv("WS2_RSVPD", "", 1);
    assert_int_equal(ask(u, FAKE_DIES), INFO_NOT_AVAILABLE);
}

/* --- Nobody signals. */

static void alone(const char *name)
{
    struct ws2_qos_status why;
    struct user u;

    setenv("WS2_RSVPD", name, 1);
    user_open(&u);
    assert_int_equal(set(&u, FAKE_GOOD), WSA_QOS_GENERIC_ERROR);
    assert_int_equal(set_as(&u, FAKE_GOOD,
                            SERVICE_NO_QOS_SIGNALING |
                                SERVICE_NO_TRAFFIC_CONTROL |
                                SERVICETYPE_CONTROLLEDLOAD,
                            &why),
                     WS2_OK);
    assert_int_equal(ask(&u, ALLOWED_TO_SEND_DATA), 1);
    assert_int_equal(ask(&u, LOCAL_TRAFFIC_CONTROL), 0);
    agent->close(u.flow);
    assert_int_equal(u.done + u.changed, 0);
}

static void nobody(void **state)
{
    (void)state;
    alone("");
    alone("/nowhere/ws2-rsvpd");
    program("never");
    alone(path);
    sleep(1); /* so long no other one is tried */
    program("old");
    alone(path);
}

/* A name that is not there is an answer, whoever listens. */
static void nobody_in_spite(void **state)
{
    struct user u;

    (void)state;
    alone("/nowhere/ws2-rsvpd");
    program("agent");
    user_open(&u);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    agent_gone(&u);
    agent->close(u.flow);
}

/* --- An agent. */

static void objects_are_told(const struct user *u)
{
    const RSVP_ADSPEC *adspec = (const void *)u->objects;
    const RSVP_FILTERSPEC *filters;
    const RSVP_POLICY_INFO *policy;
    const QOS_OBJECT_HDR *hdr;

    assert_int_equal(adspec->ObjectHdr.ObjectType, RSVP_OBJECT_ADSPEC);
    assert_int_equal(adspec->GeneralParams.IntServAwareHopCount, 3);
    assert_int_equal(adspec->GeneralParams.PathMTU, 1400);
    assert_int_equal(adspec->GeneralParams.Flags, AD_FLAG_BREAK_BIT);
    assert_int_equal(adspec->NumberOfServices, 2);
    assert_int_equal(adspec->Services[0].Service, SERVICETYPE_GUARANTEED);
    assert_int_equal(adspec->Services[0].Length, sizeof(CONTROL_SERVICE));
    assert_int_equal(adspec->Services[0].Guaranteed.CTotal, 11);
    assert_int_equal(adspec->Services[0].Guaranteed.DSum, 14);
    hdr = (const void *)(u->objects + adspec->ObjectHdr.ObjectLength);
    assert_int_equal(hdr->ObjectType, RSVP_OBJECT_FILTERSPEC_LIST);
    assert_int_equal(hdr->ObjectLength, sizeof(*hdr) + 2 * sizeof(*filters));
    filters = (const void *)(hdr + 1);
    assert_int_equal(filters[0].Type, FILTERSPECV4);
    assert_int_equal(filters[0].FilterSpecV4.Port, htons(5000));
    assert_int_equal(filters[0].FilterSpecV4.Address.AddrBytes[0], 10);
    assert_int_equal(filters[1].Type, FILTERSPECV6_FLOW);
    assert_int_equal(filters[1].FilterSpecV6Flow.FlowLabel[0], 0x01);
    assert_int_equal(filters[1].FilterSpecV6Flow.FlowLabel[2], 0x45);
    policy = (const void *)(filters + 2);
    assert_int_equal(policy->ObjectHdr.ObjectType, RSVP_OBJECT_POLICY_INFO);
    assert_int_equal(policy->NumPolicyElement, 1);
    assert_int_equal(policy->PolicyElement[0].Len, 8);
    assert_int_equal(policy->PolicyElement[0].Type, 60000);
    assert_int_equal((const unsigned char *)policy +
                         policy->ObjectHdr.ObjectLength - u->objects,
                     u->objects_len);
}

static void started(void **state)
{
    const struct ws2_qos_place elsewhere = place_of(4711);
    struct user u, other;
    ULONG ends;

    (void)state;
    program("agent");
    user_open(&u);
    user_open(&other);
    assert_int_equal(set(&u, FAKE_GOOD), WS2_OK);
    assert_int_equal(u.granted, 1); /* before it was done */
    assert_true(u.last_grant.reserved && !u.last_grant.held);
    assert_int_equal(u.last_grant.service, SERVICETYPE_CONTROLLEDLOAD);
    assert_int_equal(u.last_grant.rate, FAKE_GOOD);
    assert_int_equal(u.last_grant.ds_field, QOS_NOT_SPECIFIED);
    await(&u.changed, 1);
    assert_int_equal(u.last_changed.code, WSA_QOS_RECEIVERS);
    assert_int_equal(u.last_changed.extended[1], 1);
    objects_are_told(&u);
    assert_int_equal(set(&other, FAKE_REFUSED), WSA_QOS_ADMISSION_FAILURE);
    assert_int_equal(other.granted, 0);
    assert_int_equal(other.last_done.extended[1], GQOS_BANDWIDTH);
    assert_int_equal(ask(&u, LINE_RATE), 3);
    agent->moved(u.flow, &elsewhere);
    assert_int_equal(ask(&u, FAKE_MOVES), 4711);
    ends = ask(&u, FAKE_ENDS);
    agent->close(other.flow);
    assert_int_equal(ask(&u, FAKE_ENDS), ends + 1);
    agent_gone(&u);
    agent->close(u.flow);
}

/* A socket may move while something is told of it. */
static void moved_meanwhile(void **state)
{
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    u.moves = true;
    assert_int_equal(set(&u, FAKE_GOOD), WS2_OK);
    await(&u.changed, 1);
    assert_int_equal(ask(&u, FAKE_MOVES), 4712);
    agent_gone(&u);
    agent->close(u.flow);
}

/* Nothing is started for what is nothing. */
static void nothing_asked(void **state)
{
    struct ws2_qos_status why;
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    assert_int_equal(set_as(&u, FAKE_GOOD, SERVICETYPE_NOTRAFFIC, &why),
                     WS2_OK);
    agent->close(u.flow);
    assert_int_equal(u.done, 0);
}

/* --- It ends. */

/* All flows are said again, and one that is under way is done. */
static void another_comes(void **state)
{
    struct user a, b, c;
    ULONG first;

    (void)state;
    program("agent");
    user_open(&a);
    user_open(&b);
    user_open(&c);
    assert_int_equal(set(&a, FAKE_GOOD), WS2_OK);
    assert_int_equal(set(&b, FAKE_GOOD), WS2_OK);
    assert_int_equal(set(&c, FAKE_QUIET), WS2_OK);
    await(&b.changed, 1);
    first = b.last_changed.extended[0];
    assert_int_equal(ask(&c, FAKE_DIES), INFO_NOT_AVAILABLE);
    await(&a.changed, 2);
    await(&b.changed, 2);
    assert_int_not_equal(b.last_changed.extended[0], first);
    assert_int_equal(b.last_changed.extended[1], 1);
    assert_int_equal(a.done, 1); /* nothing ended a second time */
    assert_int_equal(set(&b, FAKE_QUIET), WS2_OK);
    agent_gone(&c);
    agent->close(a.flow);
    agent->close(b.flow);
    agent->close(c.flow);
}

/* What stood and is refused by the new one is told as a change. */
static void another_refuses(void **state)
{
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    program("strict");
    ask(&u, FAKE_DIES);
    await(&u.changed, 1);
    assert_int_equal(u.last_changed.code, WSA_QOS_ADMISSION_FAILURE);
    agent_gone(&u);
    agent->close(u.flow);
}

static void none_comes(void **state)
{
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    agent_gone(&u);
    await(&u.changed, 1);
    assert_int_equal(u.last_changed.code, WSA_QOS_GENERIC_ERROR);
    assert_int_equal(u.last_changed.extended[0], GQOS_RSVP_SYS);
    assert_int_equal(u.last_grant.service, SERVICETYPE_BESTEFFORT);
    assert_int_equal(set(&u, FAKE_GOOD), WSA_QOS_GENERIC_ERROR);
    program("agent"); /* what stood is said to one that comes later */
    assert_int_equal(set(&u, FAKE_GOOD), WS2_OK);
    agent_gone(&u);
    agent->close(u.flow);
}

/* A set that agents die of is not said for ever. */
static void deadly(void **state)
{
    static const ULONG rates[] = {FAKE_DEADLY, FAKE_GARBAGE};
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    for (int i = 0; i < 2; i++)
        assert_int_equal(set(&u, rates[i]), WSA_QOS_GENERIC_ERROR);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    agent_gone(&u);
    agent->close(u.flow);
}

/* Nor is one that they say nothing to. */
static void mute(void **state)
{
    struct user u;

    (void)state;
    program("agent");
    user_open(&u);
    assert_int_equal(set(&u, FAKE_MUTE), WSA_QOS_GENERIC_ERROR);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    agent_gone(&u);
    agent->close(u.flow);
}

/* Closed while a set is under way: nothing is told any more, and others go
 * on. */
static void closed_meanwhile(void **state)
{
    struct ws2_qos_status why;
    struct user u, other;

    (void)state;
    program("agent");
    user_open(&u);
    user_open(&other);
    assert_int_equal(set_as(&u, FAKE_MUTE, SERVICETYPE_GUARANTEED, &why),
                     WSA_IO_PENDING);
    agent->close(u.flow);
    assert_int_equal(set(&other, FAKE_QUIET), WS2_OK);
    assert_int_equal(u.done, 0);
    agent_gone(&other);
    agent->close(other.flow);
}

/* More than the socket between them holds, said without waiting. */
static void many(void **state)
{
    enum { N = 3000 };
    static struct user users[N];
    struct ws2_qos_status why;

    (void)state;
    program("agent");
    for (int i = 0; i < N; i++)
        user_open(&users[i]);
    for (int i = 0; i < N; i++)
        assert_int_equal(
            set_as(&users[i], FAKE_GOOD, SERVICETYPE_CONTROLLEDLOAD, &why),
            WSA_IO_PENDING);
    for (int i = 0; i < N; i++) {
        await(&users[i].done, 1);
        await(&users[i].changed, 1);
    }
    ask(&users[0], FAKE_DIES);
    for (int i = 0; i < N; i++)
        await(&users[i].changed, 2);
    for (int i = 1; i < N; i++)
        agent->close(users[i].flow);
    assert_int_equal(ask(&users[0], FAKE_ENDS), N - 1);
    agent_gone(&users[0]);
    agent->close(users[0].flow);
}

/* A forked child has a connection of its own, and leaves the parent's. */
static int child_run(void)
{
    struct user u;

    user_open(&u);
    if (set(&u, FAKE_GOOD) != WS2_OK)
        return 1;
    await(&u.changed, 1);
    agent->close(u.flow);
    return u.last_changed.extended[1] == 1 ? 0 : 2;
}

static void forked(void **state)
{
    struct user u;
    int status;
    pid_t pid;

    (void)state;
#ifdef __SANITIZE_THREAD__
    skip(); /* a forked child may have no threads there */
#endif
    program("agent");
    user_open(&u);
    assert_int_equal(set(&u, FAKE_QUIET), WS2_OK);
    pid = fork();
    if (pid == 0)
        _exit(child_run());
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
    assert_int_equal(ask(&u, LINE_RATE), 3);
    assert_int_equal(u.changed, 0);
    agent_gone(&u);
    agent->close(u.flow);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody),           cmocka_unit_test(nobody_in_spite),
        cmocka_unit_test(nothing_asked),    cmocka_unit_test(started),
        cmocka_unit_test(moved_meanwhile),  cmocka_unit_test(another_comes),
        cmocka_unit_test(another_refuses),  cmocka_unit_test(none_comes),
        cmocka_unit_test(deadly),           cmocka_unit_test(mute),
        cmocka_unit_test(closed_meanwhile), cmocka_unit_test(many),
        cmocka_unit_test(forked),
    };

    if (argc == 4 && strcmp(argv[2], "--ready") == 0)
        return fake_agent_run(argv[0], atoi(argv[3]));
    if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0 ||
        mkdtemp(dir) == NULL)
        return 1;
    return cmocka_run_group_tests(tests, NULL, group_teardown);
}
