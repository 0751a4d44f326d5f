/* SPDX-License-Identifier: MIT */
/* Doors: flows by name. Pages: WSAGetQOSByName, WSPGetQOSByName,
 * WSCInstallQOSTemplate, WSCRemoveQOSTemplate, WPUGetQOSTemplate. */
#include "api/door.h"

#include <stdlib.h>
#include <string.h>

#include <qosname.h>

#include "api/qosname.h"
#include "os/mem.h"
#include "qos/check.h"
#include "sock/qos.h"
#include "spi/catalog.h"
#include "spi/templates.h"

/* --- What comes in. */

/* A name of at most len bytes, which may end earlier. It is to stand in a line
 * of its own. */
static ws2_err name_in(const WSABUF *user, char out[WS2_TEMPLATE_NAME])
{
    WSABUF buf;
    size_t n;

    if (user == NULL || os_mem_copy_in(&buf, user, sizeof(buf)) != 0)
        return WSAEFAULT;
    if (buf.len == 0)
        return WSAEINVAL;
    n = buf.len < WS2_TEMPLATE_NAME ? buf.len : WS2_TEMPLATE_NAME - 1;
    memset(out, 0, WS2_TEMPLATE_NAME);
    if (buf.buf == NULL || os_mem_copy_in(out, buf.buf, n) != 0)
        return WSAEFAULT;
    return WS2_OK;
}

static bool name_is_whole(const char *name)
{
    const size_t len = strlen(name);

    if (len == 0 || len == WS2_TEMPLATE_NAME - 1 || name[0] == ' ' ||
        name[len - 1] == ' ')
        return false;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)name[i] < 0x20 || name[i] == 0x7f)
            return false;
    return true;
}

/* One that is to be found by itself, to be installed or removed. */
static ws2_err own_name_in(const WSABUF *user, char out[WS2_TEMPLATE_NAME])
{
    ws2_err err = name_in(user, out);

    return err == WS2_OK && !name_is_whole(out) ? WSAEINVAL : err;
}

/* A provider's list, or the global one: *out NULL. */
static ws2_err list_in(const GUID *user, GUID *room, const GUID **out)
{
    struct ws2_catalog *c;
    ws2_err err;

    *out = NULL;
    if (user == NULL)
        return WS2_OK;
    if (os_mem_copy_in(room, user, sizeof(*room)) != 0)
        return WSAEFAULT;
    err = ws2_catalog_read(&c);
    if (err != WS2_OK)
        return err;
    if (ws2_catalog_provider(c, room) == NULL)
        err = WSAEINVAL;
    ws2_catalog_free(c);
    *out = room;
    return err;
}

/* What a template keeps has no addresses in it: they would mean nothing in
 * another process. */
static bool is_without_pointers(const unsigned char *objects, size_t len)
{
    QOS_OBJECT_HDR hdr;

    for (size_t i = 0; i < len; i += hdr.ObjectLength) {
        memcpy(&hdr, objects + i, sizeof(hdr));
        if (hdr.ObjectType == RSVP_OBJECT_RESERVE_INFO ||
            hdr.ObjectType == QOS_OBJECT_DESTADDR)
            return false;
        if (hdr.ObjectType == QOS_OBJECT_END_OF_LIST)
            break;
    }
    return true;
}

/* Whether it could be asked for. */
static ws2_err flows_check(const QOS *qos)
{
    struct ws2_qos_request nothing, r;
    const struct ws2_qos_facts facts = {
        .family = AF_INET, .protocol = IPPROTO_UDP, .current = &nothing};
    struct ws2_qos_status why;
    ws2_err err;

    ws2_qos_request_init(&nothing);
    err = ws2_qos_check(qos, &facts, &r, &why);
    ws2_qos_request_clear(&r);
    return err == WS2_OK || err == WSAEFAULT || err == WSAENOBUFS ? err
                                                                  : WSAEINVAL;
}

/* The template's flows and objects; objects is for free(). */
static ws2_err flows_in(const QOS *user, struct ws2_template *tpl)
{
    QOS qos;
    size_t len;
    ws2_err err;

    if (user == NULL || os_mem_copy_in(&qos, user, sizeof(qos)) != 0)
        return WSAEFAULT;
    len = qos.ProviderSpecific.len;
    if (len > WS2_TEMPLATE_OBJECTS)
        return WSAENOBUFS;
    tpl->objects = malloc(len + 1);
    if (tpl->objects == NULL)
        return WSAENOBUFS;
    if (qos.ProviderSpecific.buf != NULL && len > 0) {
        if (os_mem_copy_in(tpl->objects, qos.ProviderSpecific.buf, len) != 0)
            return WSAEFAULT;
        qos.ProviderSpecific.buf = (char *)tpl->objects;
    }
    err = flows_check(&qos);
    if (err == WS2_OK && !is_without_pointers(tpl->objects, len))
        err = WSAEINVAL;
    tpl->objects_len = len;
    tpl->sending = qos.SendingFlowspec;
    tpl->receiving = qos.ReceivingFlowspec;
    return err;
}

/* --- What goes out. */

static ws2_err flows_out(const struct ws2_template *tpl, QOS *user)
{
    WSABUF list;
    char *const at = (char *)user + offsetof(QOS, ProviderSpecific);
    const ULONG len = (ULONG)tpl->objects_len;

    if (user == NULL || !os_mem_writable(user, sizeof(*user)))
        return WSAEFAULT;
    memcpy(&list, at, sizeof(list));
    if (len > 0 && list.len < len)
        return WSAENOBUFS;
    if (len > 0 &&
        (list.buf == NULL || os_mem_copy_out(list.buf, tpl->objects, len) != 0))
        return WSAEFAULT;
    memcpy(user, &tpl->sending, sizeof(tpl->sending));
    memcpy((char *)user + offsetof(QOS, ReceivingFlowspec), &tpl->receiving,
           sizeof(tpl->receiving));
    memcpy(at + offsetof(WSABUF, len), &len, sizeof(len));
    return WS2_OK;
}

static ws2_err look_up(const GUID *provider, const char *name, QOS *user)
{
    const struct ws2_template *tpl;
    struct ws2_templates t;
    ws2_err err = ws2_templates_read(&t);

    if (err != WS2_OK)
        return err;
    tpl = ws2_templates_find(&t, provider, name);
    if (tpl != NULL)
        err = flows_out(tpl, user);
    else
        err = t.damaged ? WSAEINVAL : WSANO_DATA;
    ws2_templates_free(&t);
    return err;
}

/* One of another name, or of another list, hides none. */
static bool is_listed(const struct ws2_templates *t, unsigned i,
                      const GUID *provider)
{
    return &t->list[i] == ws2_templates_find(t, provider, t->list[i].name);
}

/* As many names as fit, and an empty one. */
static ws2_err names_out(const GUID *provider, const WSABUF *user)
{
    struct ws2_templates t;
    size_t left = user->len - 1;
    char *at = user->buf;
    ws2_err err = ws2_templates_read(&t);

    if (err != WS2_OK)
        return err;
    for (unsigned i = 0; err == WS2_OK && i < t.count; i++) {
        size_t n = strlen(t.list[i].name) + 1;

        if (!is_listed(&t, i, provider) || n > left)
            continue;
        if (os_mem_copy_out(at, t.list[i].name, n) != 0)
            err = WSAEFAULT;
        at += n;
        left -= n;
    }
    if (err == WS2_OK && os_mem_copy_out(at, "", 1) != 0)
        err = WSAEFAULT;
    ws2_templates_free(&t);
    return err;
}

/* --- The doors. */

static ws2_err by_name(struct ws2_sock *sk, const WSABUF *user, QOS *out)
{
    const GUID *provider = &ws2_sock_protocol(sk)->ProviderId;
    char name[WS2_TEMPLATE_NAME];
    WSABUF buf;
    ws2_err err;

    if (!ws2_qos_is_offered(sk))
        return WSAEINVAL;
    err = name_in(user, name);
    if (err != WS2_OK)
        return err;
    if (name[0] != '\0')
        return look_up(provider, name, out);
    return os_mem_copy_in(&buf, user, sizeof(buf)) == 0 && buf.len > 0
               ? names_out(provider, &buf)
               : WSAEFAULT;
}

BOOL WSPAPI ws2_base_getqosbyname(SOCKET s, LPWSABUF lpQOSName, LPQOS lpQOS,
                                  LPINT lpErrno)
{
    struct ws2_sock *sk;
    ws2_err err = ws2_sock_pin(s, &sk);

    if (err == WS2_OK) {
        err = by_name(sk, lpQOSName, lpQOS);
        ws2_sock_unpin(s);
    }
    if (err != WS2_OK)
        *lpErrno = err;
    return err == WS2_OK;
}

BOOL WSAAPI ws2_do_WSAGetQOSByName(SOCKET s, LPWSABUF lpQOSName, LPQOS lpQOS)
{
    const WSPPROC_TABLE *proc;
    INT err = ws2_door_open(s, &proc);
    BOOL res = FALSE;

    if (err == WS2_OK) {
        /* the base provider's own table is without it */
        res = proc->lpWSPGetQOSByName != NULL
                  ? proc->lpWSPGetQOSByName(s, lpQOSName, lpQOS, &err)
                  : ws2_base_getqosbyname(s, lpQOSName, lpQOS, &err);
        ws2_door_close(s);
    }
    if (!res)
        ws2_door_fail(err);
    return res;
}

/* The doors below work before any WSAStartup. */
static BOOL told(ws2_err err)
{
    if (err != WS2_OK)
        ws2_set_last_error(err);
    return err == WS2_OK;
}

BOOL WSPAPI ws2_do_WSCInstallQOSTemplate(const LPGUID Guid, LPWSABUF QosName,
                                         LPQOS Qos)
{
    char name[WS2_TEMPLATE_NAME];
    struct ws2_template tpl = {.name = name};
    const GUID *provider;
    ws2_err err = list_in(Guid, &tpl.provider, &provider);

    tpl.global = provider == NULL;
    if (err == WS2_OK)
        err = own_name_in(QosName, name);
    if (err == WS2_OK)
        err = flows_in(Qos, &tpl);
    if (err == WS2_OK)
        err = ws2_templates_install(&tpl);
    free(tpl.objects);
    return told(err);
}

BOOL WSPAPI ws2_do_WSCRemoveQOSTemplate(const LPGUID Guid, LPWSABUF QosName)
{
    char name[WS2_TEMPLATE_NAME];
    const GUID *provider;
    GUID id;
    ws2_err err = list_in(Guid, &id, &provider);

    if (err == WS2_OK)
        err = own_name_in(QosName, name);
    if (err == WS2_OK)
        err = ws2_templates_remove(provider, name);
    return told(err);
}

int WSPAPI WPUGetQOSTemplate(const LPGUID Guid, LPWSABUF QosName, LPQOS Qos)
{
    char name[WS2_TEMPLATE_NAME];
    const GUID *provider;
    GUID id;
    ws2_err err = list_in(Guid, &id, &provider);

    if (err == WS2_OK)
        err = own_name_in(QosName, name);
    if (err == WS2_OK)
        err = look_up(provider, name, Qos);
    return told(err) ? 0 : SOCKET_ERROR;
}
